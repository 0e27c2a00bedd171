# line 3
def f():
    return;;
