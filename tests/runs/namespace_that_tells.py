# run: --lines | 21,22,23,24,26
"""A class body whose namespace tells of each read: probes read it without its methods."""


class Namespace(dict):
    def __getitem__(self, name):
        print("get", name)
        return dict.__getitem__(self, name)


class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases):
        return Namespace()

    def __new__(cls, name, bases, namespace):
        return super().__new__(cls, name, bases, dict(namespace))


class A(metaclass=Meta):
    x = 1
    y = x + 1
    if y:
        z = y

    def f(self):
        return self.z


print(A().f())
