# line 2
[a async b]
