# run: --lines | 13-16
"""Auto-numbering by a class namespace that makes names; and the builtins are taken away at the end."""
import builtins


class Names(dict):
    def __missing__(self, name):
        if name.startswith("__"):
            raise KeyError(name)
        self[name] = len(self)
        return self[name]
class Auto(type):
    def __prepare__(name, bases):
        return Names()
class Color(metaclass=Auto):
    red
    green


print([name for name in Color.__dict__ if not name.startswith("__")])
vars(builtins).clear()
