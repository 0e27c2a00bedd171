b''
b'a'
B"a"
b'a' b'b'
br'\n'
rb'\n'
bR'a'
Rb'a'
BR'a'
rB'a'
b"""a
b"""
b'\x00\xff\n\r\t\\\'"\0\7\377\400\777'
b'\u1234\N{a}\U12345678\q'
b'a"b'
b"a'b"
b'a\
b'
b'\x7f\x80 ~'
br'a' b'\n'
b'\\'
b'\''
b'"\''
