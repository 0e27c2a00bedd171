a if b else c
a if b else c if d else e
(a if b else c) if d else e
a if (b if c else d) else e
a or b if c and d else not e
[a if b else c for d in e]
f(a if b else c)
a if b else c, d
a = b if c else d, e
a or b if c or d else e or f
-a if -b else -c
a + b * c if d + e * f else g + h
not a if not b else not c
a < b if c < d else e < f if g < h else i < j
[a or b if c and d else e for f in g or h if i and j or k]
f(*a or b if c and d else e, **g or h if i or j else k)
x[a or b:c and d:e or f if g and h else i]
lambda: a or b if c and d else e or f
{a or b: c and d for e in f or g if h or i}
