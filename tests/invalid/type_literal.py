# line 2
type 1 = a
