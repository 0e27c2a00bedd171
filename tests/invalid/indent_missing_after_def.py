# line 3
def f():
a = 1
