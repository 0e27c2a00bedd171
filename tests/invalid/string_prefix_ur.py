# line 2
a = ur'b'
