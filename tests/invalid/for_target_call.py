# line 2
for f() in a: pass
