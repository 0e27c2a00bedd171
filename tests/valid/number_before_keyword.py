1if a else 2
1or 2
1and 2
1in a
1is a
[1for a in b]
1if 1else 1
0x1for a in b
0xfor b
1.if a else 2.
1jif a else 2
0o7or 1
0b1and 2
1not in a
1_0if a else 1
