# line 2
:
