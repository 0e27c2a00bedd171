# line 2
f'{a=!r:^20' f'{b'
