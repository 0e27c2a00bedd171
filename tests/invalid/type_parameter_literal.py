# line 2
type A[1] = b
