# line 2
global a = 1
