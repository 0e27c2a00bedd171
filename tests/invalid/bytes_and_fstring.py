# line 2
a = b'b' f'{c}'
