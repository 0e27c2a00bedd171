a
1
'a'
a.b
a()
a, b
(yield)
...
lambda: a
[a]
{a}
{a: b}
-a
not a
a if b else c
a < b
a[b]
(a := b)
