counter = 0


def f():
    print("before")
    global counter
    counter += 1
    return counter


def outer():
    n = 1

    def inner():
        print("inner")
        nonlocal n
        n += 1
        return n
    return inner()


print(f(), outer())
