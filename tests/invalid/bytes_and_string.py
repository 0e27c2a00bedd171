# line 2
a = b'b' 'c'
