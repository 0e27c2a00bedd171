# run: --lines | all
# only: 3.11
"""A line of a target is told before what is stored there has its value."""
class T: pass
def f(t, value):
    (a, t.x, b,
     c, t.y) = value
    [d,
     e, t.z, t.a] = value[:4]
    g = [
        i for i in value if i
    ]
    for (h, l, m,
         n, j) in [value]: k = j
    return a, b, c, d, e, g, h, k


f(T(), (1, 2, 3, 4, 0))
