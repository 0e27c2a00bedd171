__debug__ = 1
def __debug__(): pass
def f(__debug__): pass
f(__debug__=1)
del __debug__
import __debug__
a.__debug__ = 1
