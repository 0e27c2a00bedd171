# line 2
.
