# run: --lines | 9
class Odd(Exception):
    pass


def inner(a,
          b):
    return (a +
            b["x"]["y"])


def outer(n):
    for i in range(n):
        try:
            inner(1, {"x": {"y": i}})
        finally:
            pass
    try:
        return inner(1, {"x": {}})
    except KeyError as error:
        raise Odd("so") from error


outer(2)
