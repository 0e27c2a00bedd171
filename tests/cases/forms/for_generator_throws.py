def numbers():
    yield 1
    raise KeyError("gone")


def f():
    try:
        for n in numbers():
            print(n)
    except KeyError as e:
        print(e)


f()
