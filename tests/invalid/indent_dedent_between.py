# line 4
if a:
        b
    c
