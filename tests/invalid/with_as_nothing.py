# line 2
with a as: pass
