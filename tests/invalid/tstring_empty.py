# line 2
t'{}'
