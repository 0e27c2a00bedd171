# run: --lines | 5,7 | --if | x is not None
def f(x):
    if x == 1:
        pass
    elif x:
        pass
    while x:
        x = None


for value in (1, 2, None):
    f(value)
