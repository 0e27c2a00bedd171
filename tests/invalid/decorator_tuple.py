# line 2
@a, b
def f(): pass
