a = 1
a = b = c
a, b = b, a
(a, b) = [c, d] = e
a.b = c[d] = e
a, = b
[] = ()
() = []
(a) = 1
((a)) = (b) = 2
[a, (b, c)], d = e
