# run: --lines | 5 | --if | any(x > limit for x in xs)
def f(xs):
    limit = 2
    total = 0
    return total


f([1, 2])
f([1, 3])
