# line 2
type A[**P: int] = b
