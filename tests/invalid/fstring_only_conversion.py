# line 2
f'{!r}'
