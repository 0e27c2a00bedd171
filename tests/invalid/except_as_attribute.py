# line 3
try: pass
except A as b.c: pass
