# run: --lines | 14-21
class Point:
    def __init__(self):
        self.x = 0

    def __repr__(self):
        return f"Point({self.x})"


def f():
    xs, d, s, p = [], {}, set(), Point()
    same = xs
    n = 0
    n = n
    xs.append(1)
    d["k"] = xs
    s.add(2)
    p.x = 3
    xs.append(d)
    n = 10 ** 30
    return None


f()
