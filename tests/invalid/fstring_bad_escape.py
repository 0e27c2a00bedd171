# line 2
f'\x1{a}'
