# line 3
def f():
    a + yield b
