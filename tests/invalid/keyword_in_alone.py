# line 2
in a
