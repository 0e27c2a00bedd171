# line 4
try: pass
except A: pass
except* B: pass
