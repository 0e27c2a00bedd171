# line 3
x = 0
1 = x
