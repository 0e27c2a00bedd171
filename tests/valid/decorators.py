@a
def f(): pass
@a.b.c
@d(e, f=g)
class A: pass
@a
# comment

@b
def f(): pass
