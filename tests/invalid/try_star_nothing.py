# line 3
try: pass
except*: pass
