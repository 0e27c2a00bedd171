# line 3
try: pass
except as a: pass
