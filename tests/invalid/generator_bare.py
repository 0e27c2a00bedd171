# line 2
a = x for x in y
