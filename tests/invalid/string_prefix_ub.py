# line 2
a = ub'b'
