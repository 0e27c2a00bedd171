# line 2
a = $
