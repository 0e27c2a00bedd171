# line 2
def f[T = *a](): pass
