# line 2
or a
