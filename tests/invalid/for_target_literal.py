# line 2
for 1 in a: pass
