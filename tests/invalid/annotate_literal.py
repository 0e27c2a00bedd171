# line 2
1: int
