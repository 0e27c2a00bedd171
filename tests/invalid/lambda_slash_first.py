# line 2
lambda /, a: a
