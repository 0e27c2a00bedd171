# line 2
a = if
