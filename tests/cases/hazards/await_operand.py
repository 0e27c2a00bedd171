import asyncio


async def value(x):
    return x


async def main():
    a = await value(
        1) + (await value(2))
    b = -await value(
        3)
    return [a, b, (
        await value(4)) ** 2]


print(asyncio.run(main()))
