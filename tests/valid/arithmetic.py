a + b - c
a * b / c // d % e @ f
a ** b ** c
-a ** -b
(-a) ** b
+a
-a
~a
- - a
+-~a
a - -b
a << b >> c
a & b | c ^ d
a + b * c
(a + b) * c
a * (b + c) * d
a @ b
-a.b(c)[d] ** e
a ** -b ** c
a if -b else +c
a | b & c ^ d << e + f * -g ** h
2 ** -1
-1
- 1
1 - 1
1-1
a*-b
a**~b
