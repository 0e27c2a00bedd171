# line 2
a = del b
