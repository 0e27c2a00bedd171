# line 2
with a as None: pass
