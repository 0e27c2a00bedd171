# line 2
global
