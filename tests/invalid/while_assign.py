# line 2
while a = b: pass
