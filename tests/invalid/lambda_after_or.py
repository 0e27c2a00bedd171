# line 2
a or lambda: b
