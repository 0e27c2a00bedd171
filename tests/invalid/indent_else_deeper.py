# line 4
if a:
    b
    else:
        c
