[]
[a]
[a,]
[a, b]
[a, *b]
[*a]
[*a, *b,]
()
(a,)
(a, b)
(a, b,)
(a, *b)
(*a,)
(*a, b)
a,
a, b
a, b,
a, *b
*a,
*a, b
{a}
{a,}
{a, b}
{a, *b}
{*a}
{*a, *b}
((a))
((a),)
((a, b))
(((a, b), c), d)
[[a], [b, [c]]]
[(a)]
[*a | b]
(*a | b, c)
{*a.b(c)}
[a if b else c, lambda: d]
[
    a,
    b
]
*a | b, c
(
    a
)
