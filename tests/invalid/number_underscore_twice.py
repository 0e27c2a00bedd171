# line 2
x = 1__0
