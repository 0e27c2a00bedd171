[a for a in b]
[a for a in b if c]
[a for a in b if c if d]
[a for a in b for c in d]
[a for a in b if c for d in e if f]
[a for a, b in c]
[a for a, in b]
[a for (a, b) in c]
[a for [a, b] in c]
[a for a.b in c]
[a for a[b] in c]
[a for *a, b in c]
{a for a in b}
{a: b for a, b in c}
{a: b for a in b if c}
(a for a in b)
(a for a in b if c)
[[a for a in b] for c in d]
[a if b else c for d in e]
[a for b in c if d or e]
[lambda: a for b in c]
[a for b in (lambda: c)]
[(a, b) for a in c]
[a for a in b if not c]
[a for a in b or c]
[a for a in b if c and d]
[a for a in b if c if d for e in f if g]
{a: lambda: b for c in d}
{lambda: a: b for c in d}
(a for a in b for c in d if e)
[a for a in b if lambda: c]
[a for a in (b if c else d)]
[a for a in b if (c if d else e)]
[a for b in c if d < e < f]
[a := b for c in d]
[a
 for a in b
 if c]
[_ for _ in a]
[a for x in y if a in b]
[a for (a) in b]
