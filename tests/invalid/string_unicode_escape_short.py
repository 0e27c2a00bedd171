# line 2
a = '\u12'
