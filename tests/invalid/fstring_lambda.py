# line 2
f'{lambda a: b}'
