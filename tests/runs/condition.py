# run: --lines | 11,15,17 | --if | c == "x" or size(c) > limit
def size(c):
    if type(c) is int:
        raise ValueError(f"{c} has no size")
    return c["y"]


limit = 1
for c in ["x", 3, {"y": 2}, {"y": 0}, {"z": 1}]:
    if c:
        limit = limit  # here


def f(c):
    if limit:
        pass
    elif c:
        del c
    try:
        return c
    except NameError:
        pass


f("x")
f({"y": 3})
f(7)
