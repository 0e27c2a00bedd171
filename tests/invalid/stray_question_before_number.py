# line 3
a = ?
b = 1c
