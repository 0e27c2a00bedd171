# run: --function | asks* | --calls=asks*
"""Returns of asynchronous generators, which must not have a value, and a yield that is all that is returned."""


async def ends(k):
    while True:
        yield k
        k -= 1
        if k < 0: return
        if k == 5:
            return


async def never():
    return
    yield


async def held(k):
    try:
        yield k
        return
    finally:
        k = 0


def asks():
    return (yield)


def asks_more():
    x = (yield)
    return (yield) or x


class Awaited:
    def __await__(self):
        return (yield)


async def waits():
    return await Awaited()


def run(coroutine):
    try:
        coroutine.send(None)
        coroutine.send(3)
    except StopIteration as stop:
        coroutine = stop.value
    print(coroutine)


async def all():
    found = []
    for generator in ends(1), ends(6), never(), held(2):
        async for x in generator:
            found.append(x)
    return found


run(all())
run(waits())
run(asks())
