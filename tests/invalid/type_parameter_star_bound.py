# line 2
type A[*T: int] = b
