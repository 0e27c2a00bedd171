import contextlib


def f():
    with (
        contextlib.nullcontext(1) as a,
        contextlib.nullcontext(2) as b,
    ):
        print(a, b)
    with (contextlib.nullcontext(3)) as c:
        return a + b + c


print(f())
# case: --min 3.9
