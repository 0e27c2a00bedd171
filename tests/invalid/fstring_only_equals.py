# line 2
f'{=}'
