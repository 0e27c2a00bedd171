async def f():
    -await a ** b
    await a ** await b
    await a + await b
    not await a
    await a < await b
    await (a)
    await [a]
