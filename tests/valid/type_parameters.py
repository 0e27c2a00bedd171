def f[T](): pass
def f[T: int, *Ts, **P](a: T, *b: *Ts, **c: P.kwargs) -> T: pass
def f[T,](): pass
class A[T]: pass
class A[T](B[T], metaclass=C): pass
class A[T: (a, b)]: pass
class A[*Ts,]: pass
async def f[T](): pass
@a
class A[**P]: pass
def f[T: lambda: a](): pass
def f[T: (yield)](): pass
