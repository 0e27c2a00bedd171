@a[b]
def f(): pass
@a if b else c
def f(): pass
@lambda f: f
def f(): pass
@(yield)
def f(): pass
@a := b
def f(): pass
@a or b
class A: pass
@a().b[c](d)
class A: pass
@1 + 2
def f(): pass
@[a, b][0]
def f(): pass
@(a, b)
def f(): pass
