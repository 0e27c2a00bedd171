@a
async def f(): pass
@a
@b
async def g(): pass
class A:
    @c
    async def h(self): pass
