# line 2
a = 0or 1
