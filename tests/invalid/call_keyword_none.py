# line 2
f(None=1)
