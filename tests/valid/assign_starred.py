*a, = b
a, *b = c
a, *b, c = d
[*a, b] = c
(*a, b), c = d
*a.b, = c
*a[b], = c
*(a), = b
[*[a, b]] = c
a = *b,
a = *b, c
a = b, *c, *d
for x in *a, b: pass
for x in *a, *b: pass
