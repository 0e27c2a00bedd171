def f():
    [await a for a in b]
    (a async for a in b)
