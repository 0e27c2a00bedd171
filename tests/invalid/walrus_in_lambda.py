# line 2
lambda: a := 1
