# line 2
a = fb'b'
