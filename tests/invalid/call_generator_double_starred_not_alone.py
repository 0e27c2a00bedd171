# line 2
f(*a for a in b, c)
