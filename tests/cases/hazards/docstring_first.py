"""The module's documentation."""
def f():
    """The function's documentation."""
    return 1
class C:
    """The class's documentation."""
def g():
    """A docstring alone."""


def h():
    "one"
    "another string, no docstring"
    return 2


print(__doc__, f.__doc__, C.__doc__, g.__doc__, h.__doc__, f(), g(), h())
