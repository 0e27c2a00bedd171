# line 2
while a
    pass
