# run: --calls
# only: 3.13
"""A generator that is closed before its end: in 3.13 none, where nothing around the `yield` could see it."""


def early():
    yield 1
    yield


def guarded():
    try:
        yield 1
    finally:
        pass


for make in (early, guarded):
    generator = make()
    next(generator)
    generator.close()
