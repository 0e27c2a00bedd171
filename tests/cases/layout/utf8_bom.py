# A byte order mark.
x = "é"


def f():
    return x


print(len(f()))
