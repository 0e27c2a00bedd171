# line 3
a = $
b = 'c
