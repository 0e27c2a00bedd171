# run: --lines | 4,6 | --hits | 2
def f(n):
    for i in range(n):
        i += 1
    while n:
        n -= 1


f(5)
f(2)
