# line 2
[a for f() in b]
