# line 2
assert
