# run: --lines | 3,5
def f(n):
    m = n * 2
    if n:
        f(n - 1)
    return m


f(3)
