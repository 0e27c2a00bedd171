a if b else c
a if b else c if d else e
(a if b else c) if d else e
a if (b if c else d) else e
a or b if c and d else not e
[a if b else c for d in e]
f(a if b else c)
a if b else c, d
a = b if c else d, e
