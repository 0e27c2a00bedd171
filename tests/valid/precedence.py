a or b and not c < d | e ^ f & g << h + i * -j ** k
-a ** b
not a == b
a + b < c + d
a < b and c < d
lambda: a or b if c else d
a if b or c else d and e
await_ ** a
a | b == c
a == b | c
(a, b) < (c, d)
~a ** b
a ** b * c
a * b ** c
-a * b
not -a
a - b - c
a / b / c
a << b << c
a < b in c is d
a in b in c
