# line 2
a, False = 1, 2
