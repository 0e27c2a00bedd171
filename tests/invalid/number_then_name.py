# line 2
x = 1abc
