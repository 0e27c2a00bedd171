# line 2
type A += b
