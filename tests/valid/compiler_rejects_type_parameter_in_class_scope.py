class A[T: (yield)]: pass
type B = (yield)
def f[T: (a := b)](): pass
