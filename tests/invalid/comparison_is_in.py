# line 2
a is in b
