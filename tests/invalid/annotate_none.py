# line 2
None: int = 1
