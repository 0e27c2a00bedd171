# line 2
if a
    pass
