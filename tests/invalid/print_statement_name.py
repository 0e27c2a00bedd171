# line 2
print a
