import builtins

real = builtins.len, builtins.repr, builtins.print


def f(xs):
    n = sum(1 for _ in xs)
    return n


builtins.len = builtins.repr = lambda x: 1 / 0
try:
    r = f([1, 2])
finally:
    builtins.len, builtins.repr, builtins.print = real
print(r)
