# line 2
a = b if else c
