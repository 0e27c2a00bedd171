# line 4
a = \
    1
    b = 2
