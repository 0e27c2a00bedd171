# line 3
a = (b'b'
     b'é')
