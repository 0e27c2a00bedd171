def fib(n):
    if n < 2:
        return n
    a = fib(n - 1)
    b = fib(n - 2)
    return a + b


def count(name, n):
    for i in range(n):
        yield name, i


print(fib(4), list(zip(count("a", 2), count("b", 2))))
