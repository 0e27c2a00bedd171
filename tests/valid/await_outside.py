await a
x = await b
[await c for c in d]
async for a in b: pass
async with a: pass
