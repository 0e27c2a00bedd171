# line 3
async def f():
    await
