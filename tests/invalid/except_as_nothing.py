# line 3
try: pass
except A as: pass
