# line 2
a as b
