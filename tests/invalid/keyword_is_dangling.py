# line 2
a is
