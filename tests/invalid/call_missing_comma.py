# line 2
f(a b)
