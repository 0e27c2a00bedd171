async def f():
    async for a in b:
        c
    else:
        d
    async with a as b, c:
        d
    async with (a as b):
        c
    await a
    a = await b
    await a ** b
    -await a
    await a.b(c)[d]
    return await a, await b
    [a async for a in b]
    {a async for a in b if await c}
    {a: b async for a, b in c}
    (a async for b in c for d in e)
    [await a for a in b]
    async def g(): yield
    a if await b else await c
    await (yield)
    lambda: await a
