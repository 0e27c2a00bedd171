# line 2
not lambda: a
