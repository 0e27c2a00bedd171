# line 2
a = '\xzz'
