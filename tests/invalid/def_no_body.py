# line 3
def f():
x = 1
