# line 2
global a.b
