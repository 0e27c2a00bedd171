await a
[a async for a in b]
def f():
    await c
    async with d: pass
    async for e in g: pass
