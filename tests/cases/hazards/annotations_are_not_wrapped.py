calls = []


def note(x):
    calls.append(x)
    return x


def f(a: note(
        1), b: note(2) = note(3)) -> note(
        4):
    local: note(5)
    local2: note(6) = 1
    return local2


class C:
    attribute: note(7)


print(f(0), f.__annotations__, C.__annotations__, sorted(calls))
