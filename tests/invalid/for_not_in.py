# line 2
for a not in b: pass
