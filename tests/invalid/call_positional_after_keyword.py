# line 2
f(a=1, b)
