# run: --calls
# only: 3.8 | 3.9 | 3.10 | 3.11 | 3.12 | 3.14 | 3.15
"""A generator that is closed before its end: an exception leaves it."""


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
