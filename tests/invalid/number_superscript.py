# line 2
x = ²
