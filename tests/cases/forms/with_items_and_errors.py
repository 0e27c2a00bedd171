class Manager:
    def __init__(self, name, suppresses=False):
        self.name = name
        self.suppresses = suppresses

    def __enter__(self):
        return self.name

    def __exit__(self, kind, value, traceback):
        print("leave", self.name, kind)
        return self.suppresses


def raises():
    with Manager("a") as a, Manager("b") as b:
        raise ValueError(a + b)


def suppressed():
    with Manager("a"), Manager("b", True), Manager("c"):
        raise ValueError


def returns():
    for _ in range(2):
        with Manager("a"), (Manager("b")):
            return 1


try:
    raises()
except ValueError as error:
    print(error)
suppressed()
print(returns())
