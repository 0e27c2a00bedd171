def f():
    global a
    a: int = 1
