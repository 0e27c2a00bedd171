# line 2
[a for a in lambda: b, c]
