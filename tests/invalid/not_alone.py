# line 2
not
