with a: b
with a as b: c
with a, b: c
with a as b, c as d: e
with a as b, c: d
with a as (b, c): d
with a as [b, c]: d
with a as b.c: d
with a as b[c]: d
with a() as b, c() as d:
    e
with (a): b
with (a, b): c
with (a) as b: c
with (a, b) as c: d
with (a), (b): c
with (a).b as c: d
with (a)(): b
with (a) + b as c: d
with (a if b else c): d
with (a := b): c
with (a := b) as c: d
with (a := b, c): d
with (yield): a
with (a for a in b): c
with (a for a in b) as c: d
with (): a
with () as a: b
with (a,): b
with [a, b]: c
with a if b else c: d
with lambda: a: b
with (a, b)[c]: d
with (a, *b): c
with (a, b), c: d
with (a, b) as c, d: e
with (lambda: a): b
with (a and b) or c: d
with (a)[b], c: d
with (a).b, c as d: e
with (a and b): c
with (not a): b
with a as (b): c
with (a) if b else c: d
with (a), b as c: d
with (a).b(c).d as e: f
with (a) and (b): c
with (a) < (b) < (c): d
with a as (): b
with a as []: b
with (*a, b): c
with (((a))): b
with ((a, b)): c
with (a
      + b): c
