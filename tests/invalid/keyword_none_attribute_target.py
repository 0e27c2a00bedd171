# line 2
a.None = 1
