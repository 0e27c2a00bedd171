def f(flag):
    if flag:
        x = 1
    try:
        return x
    except UnboundLocalError as e:
        return type(e).__name__
    except NameError as e:
        return "other"


def g():
    y = 1
    del y
    try:
        y
    except UnboundLocalError:
        return "deleted"


print(f(True), f(False), g())
