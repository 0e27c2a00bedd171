# line 2
[*a or b]
