# line 2
x = 0b2
