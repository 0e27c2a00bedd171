# line 2
for a: pass
