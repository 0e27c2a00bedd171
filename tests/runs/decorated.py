# run: --lines | all
# only: 3.8
"""On 3.8 the line of a decorated `def` comes behind its decorators, before they are called."""
def shown(f):
    return f


class A:
    z = 3

    @property
    def x(self):
        """Only a docstring."""

    @shown
    def y(self, a=1):
        @shown
        def z():
            return a
        return z()


A().y()
