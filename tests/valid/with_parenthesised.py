with (a as b): c
with (a as b,): c
with (a as b, c as d): e
with (a as b, c as d,): e
with (a, b as c): d
with (a as b, c): d
with (
    a as b,
    c,
):
    d
with (a() as b, c.d[e] as f): g
with (a as (b, c), d as [e]): f
with (a as b.c, d as e[f]): g
with ((a) as b): c
with ((a, b) as c, d): e
with (a if b else c as d): e
with (lambda: a as b): c
with (a, (b := c), d as e): f
with ((yield) as a): b
with ((a, b) as c): d
with ((a), (b) as c): d
with (a + b as c, d): e
async def f():
    async with (a as b, c as d): e
    async with (a, b): c
