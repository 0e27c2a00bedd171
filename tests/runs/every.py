# run: --lines | 4 | --every | 3
def f(n):
    for i in range(n):
        i += 1


f(10)
