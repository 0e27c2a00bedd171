# line 2
for None in a: pass
