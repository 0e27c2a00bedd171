# line 2
a = return
