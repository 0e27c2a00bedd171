class Bad:
    def __repr__(self):
        raise RuntimeError("no repr for you")


class Huge:
    def __repr__(self):
        return "x" * 10**6


def f():
    bad = Bad()
    huge = Huge()
    endless = []
    endless.append(endless)
    big = 10 ** 5000
    return len(endless), big > 1


print(f())
