# line 2
a = '\U0001'
