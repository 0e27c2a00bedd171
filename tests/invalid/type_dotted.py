# line 2
type a.b = c
