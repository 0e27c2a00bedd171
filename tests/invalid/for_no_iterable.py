# line 2
for a in: pass
