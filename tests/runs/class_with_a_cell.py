# run: --lines | 6-14
# on: 3.8 | 3.11 | 3.13 | 3.15
"""A class whose methods use `super` has a cell for `__class__`: a tracer tells its variables all the same."""


class A:
    first = 1
    second = first + 1

    def __init__(self):
        super().__init__()

    third = 3
    fourth = 4


A()
