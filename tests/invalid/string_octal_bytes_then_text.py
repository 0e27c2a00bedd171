# line 2
a = b'\777' 'c'
