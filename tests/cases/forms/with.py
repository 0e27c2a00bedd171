class Manager:
    def __enter__(self):
        return "inside"

    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__, value)
        return True


def f():
    with Manager() as m:
        print(m)
    with Manager() as a, Manager():
        raise KeyError(a)
    with Manager(), \
            Manager():
        pass
    return 1


print(f())
