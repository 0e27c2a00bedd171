# line 2
with: pass
