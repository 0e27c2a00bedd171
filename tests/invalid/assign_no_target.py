# line 2
= 1
