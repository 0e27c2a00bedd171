del a
del a, b
del (a, b), [c, d], e.f, g[h]
del (a)
del ()
del []
del a,
del (a,)
del ((a), [b, (c)])
del a[b:c], a.b.c
