import asyncio


class Resource:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        print("released")


async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def main():
    total = 0
    async with Resource() as r:
        async for i in ticks(3):
            if i == 1:
                continue
            total += i
    xs = [i async for i in ticks(2) if await asyncio.sleep(0, True)]
    return total, xs, (await
                       asyncio.sleep(0, "v"))


print(asyncio.run(main()))
