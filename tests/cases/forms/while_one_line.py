def f(n):
    while n: n -= 1
    return n


print(f(2))
