# line 2
a = t'{b}
