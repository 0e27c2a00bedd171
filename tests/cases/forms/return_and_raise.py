def f(x):
    if x:
        return (
            x,
            1,
        )
    raise ValueError(
        x) from None


print(f(1))
try:
    f(0)
except ValueError as e:
    print(repr(e), e.__cause__)
