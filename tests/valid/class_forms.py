class A: pass
class A(): pass
class A(B): pass
class A(B, C): pass
class A(B, C,): pass
class A(B, metaclass=C): pass
class A(metaclass=C): pass
class A(*b): pass
class A(B, *c, d=e, **f): pass
class A(*b, C): pass
class A((B)): pass
class A:
    """doc"""
    a = 1
    def f(self): pass
    class B: pass
class A(a if b else c, (d := e)): pass
class A(a := b): pass
