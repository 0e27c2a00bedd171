# line 4
if a:
    # nothing
b
