# line 2
im port a
