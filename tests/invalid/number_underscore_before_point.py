# line 2
x = 1_.0
