# line 3
def f():
    a if yield else b
