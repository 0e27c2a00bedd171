# line 3
while a:
    continue 1
