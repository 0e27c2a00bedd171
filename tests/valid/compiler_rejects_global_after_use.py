def f():
    a = 1
    global a
def g(b):
    global b
