def f[T = int](): pass
class A[T: int = str, *Ts = *tuple[a, b], **P = [a]]: pass
type A[*Ts = a] = b
type A[*Ts = *a] = b
type A[T = (b, c), **P = d] = e
