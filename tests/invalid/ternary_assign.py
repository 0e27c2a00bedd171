# line 2
a if b = c else d
