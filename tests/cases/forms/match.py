class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def f(v):
    match v:
        case 1 | 2:
            return "small"
        case str() as s if s:
            return s
        case [a, *rest]:
            return a, rest
        case {"k": k, **others}:
            return k, others
        case Point(x, y=0):
            return x
        case None:
            return "none"
        case _:
            return "other"


for v in (1, "s", "", [1, 2], {"k": 1, "z": 2}, Point(5, 0), Point(5, 1), None):
    print(f(v))
# case: --min 3.10
