# line 2
[*a or b for a in c]
