"""slipcover: probes in the bytecode of a module's functions, or `sys.monitoring`."""
import types

import slipcover


def install(module, argument):
    found = slipcover.Slipcover()

    def instrument(space):
        for value in list(space.values()):
            if isinstance(value, types.FunctionType) and value.__module__ == module.__name__:
                value.__code__ = found.instrument(value.__code__)
            elif isinstance(value, type) and value.__module__ == module.__name__:
                instrument(vars(value))

    instrument(vars(module))
    return (lambda: None), (lambda: None), (lambda: None)
