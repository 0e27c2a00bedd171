# line 2
f'{a = b}'
f'{pass}'
