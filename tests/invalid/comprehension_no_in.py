# line 2
[a for a]
