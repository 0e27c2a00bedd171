# line 2
a.None
