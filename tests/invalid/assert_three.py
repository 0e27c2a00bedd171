# line 2
assert a, b, c
