# run: --lines | all
def f(a, b=2):
    """A docstring has no line: that of `inner` is the first to tell the parameters, and no later one does."""
    def inner(s):
        return s
    c = inner(a)
    return c


f(1)
