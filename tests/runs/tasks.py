# run: --lines | 8
# log: sorted
import asyncio


async def work(n):
    await asyncio.sleep(0)
    doubled = n * 2
    return doubled


async def main():
    return sum(await asyncio.gather(*[work(n) for n in range(1000)]))


loop = asyncio.new_event_loop()
print(loop.run_until_complete(main()))
loop.close()
