# line 2
del a if b else c
