*a
* a / b
*a.b(c)
for a in *b, c: pass
a = *b
a = b = *c
