# line 2
f'{a!rr}'
