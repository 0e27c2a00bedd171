# line 3
match a:
    pass
