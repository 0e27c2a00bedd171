# line 2
with a as b + c: pass
