def f(x):
    return x
class Odd(Exception): pass
