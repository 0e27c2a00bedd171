# line 2
a: int = b = c
