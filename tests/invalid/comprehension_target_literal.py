# line 2
[a for 1 in b]
