# line 2
a = pass
