# line 2
del None
