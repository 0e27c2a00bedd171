# line 2
for a < b in c: pass
