# line 2
a and
