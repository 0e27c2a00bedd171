# line 2
x = 0_12
