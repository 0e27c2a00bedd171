# line 2
not a = 1
