# line 3
if a:
pass
