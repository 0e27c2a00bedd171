class NoIterator:
    def __aiter__(self):
        return 1


async def f():
    while True:
        with open(__file__):
            async for x in NoIterator():
                continue


try:
    f().send(None)
except TypeError as error:
    print(error)
