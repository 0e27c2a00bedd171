# line 2
f'{a:=' x
