# line 3
a = ('b'
     '\x1'
     'c')
