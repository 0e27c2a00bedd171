def f[T, T](): pass
class A[T, *T]: pass
