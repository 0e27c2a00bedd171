# line 2
raise A, b
