# line 2
a if lambda: b else c
