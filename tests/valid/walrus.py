(a := b)
(a := b, c)
f(a := b)
f(a := b, c)
f(a, b := c)
[a := b, c := d]
{a := b, c}
{(a := b): c}
[a := b for c in d]
[a for b in c if (d := e)]
(a := b for c in d)
a[(b := c)]
a if (b := c) else d
lambda: (a := b)
(a := (b := c))
print((a := b))
(a := yield_)
f'{(a := b)}'
if (a := b) and (c := d): e
while a := b: c
assert (a := b)
def f(a=(b := c)): return (d := e)
x = (y := z)
(a := lambda: b)
(a := b if c else d)
(a := not b)
