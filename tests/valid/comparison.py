a < b
a > b
a <= b
a >= b
a == b
a != b
a is b
a is not b
a in b
a not in b
a < b < c
a < b == c is not d not in e
(a < b) < c
a < (b < c)
a is not not_b
not a is not b
a in (b, c)
a is (not b)
a not  in b
a is  not b
a not \
in b
(a is
 not b)
