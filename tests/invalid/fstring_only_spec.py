# line 2
f'{:x}'
