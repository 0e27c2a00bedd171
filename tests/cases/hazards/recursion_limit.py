def f(n):
    if n == 0:
        return 0
    return 1 + f(n - 1)


print(f(200))
try:
    f(100000)
except RecursionError:
    print("too deep")
