# line 3
try: pass
except A as 1: pass
