# line 2
x = 012
