[(yield) for a in b]
def f():
    ((yield a) for b in c)
