# line 3
while a:
    break 1
