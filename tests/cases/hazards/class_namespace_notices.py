class Names(dict):
    def __missing__(self, key):
        if key.startswith("__"):
            raise KeyError(key)
        self[key] = len(self)
        return self[key]

    def __getitem__(self, key):
        print("asked for", key)
        return super().__getitem__(key)

    def __delitem__(self, key):
        print("deletes", key)
        super().__delitem__(key)


class Meta(type):
    def __prepare__(name, bases):
        return Names()


class Colours(metaclass=Meta):
    RED
    GREEN

    def cell(self):
        return __class__

    BLUE


class More(Colours):
    """doc"""
    A
    if A:
        B = [x for x in (A, 1)]
    C = lambda: 1


class Late(Colours):
    def f(self):
        return 1


class Refused(metaclass=Meta):
    def f(self):
        return 1

    x = 1


print([name for name in vars(Colours) if name.isupper()], vars(More)["B"], Late().f())
