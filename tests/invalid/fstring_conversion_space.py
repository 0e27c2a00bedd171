# line 2
f'{a! r}'
