# line 2
a = nonlocal b
