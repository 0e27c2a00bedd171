a[*b]
a[*b, c]
a[b, *c]
a[*b,]
a[*b, *c]
a[*b, c:d]
a[*b] = c
del a[*b]
a[*(b, c)]
