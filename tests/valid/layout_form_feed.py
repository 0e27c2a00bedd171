a = 1

b = 2
if c:
    d
    e
