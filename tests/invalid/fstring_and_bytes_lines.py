# line 3
a = (f'{c}'
     b'b')
