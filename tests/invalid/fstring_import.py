# line 2
f'{import a}'
