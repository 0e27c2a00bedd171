# line 2
while: pass
