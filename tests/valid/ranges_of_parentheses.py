(a)
((a, b))
(a).b
(a)[b]
(a)(b)
(a) + (b)
((a) + (b))
f((a), (b))
f(((a)))
[(a), ((b))]
(yield)
x = (a)
x = ((a, b))
(a), (b)
for (a), (b) in (c): (d)
if (a): (b)
return_ = (lambda: (a))
(a) if (b) else (c)
not (a)
-(a)
(a) < (b)
(a) and (b)
{(a): (b)}
{(a)}
a[(b):(c)]
a[(b), (c)]
f(*(a), **(b), c=(d))
((a)
 .b)
del (a), (b)
assert (a), (b)
(a) .b = (c)
with (a) as (b): pass
@(a)
def f(b=(c)) -> (d): pass
class A((B), c=(D)): pass
(a) : (b) = (c)
