# line 3
try: pass
except A, B as c: pass
