# line 2
'a' = x
