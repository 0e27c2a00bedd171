# line 2
(lambda a: int: a)
f(lambda a: b: c)
