# line 2
lambda None: 1
