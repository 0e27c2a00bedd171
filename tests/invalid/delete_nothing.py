# line 2
del
