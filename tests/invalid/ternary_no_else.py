# line 2
a = b if c
