# line 2
a = uu'b'
