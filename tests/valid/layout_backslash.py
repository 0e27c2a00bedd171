a = 1 + \
    2
if a and \
   b:
    c = \
 1
assert a, \
    b
x = 'a' \
    'b'
with a as b, \
     c as d:
    pass
from a import b, \
    c
\
y = 1
if a:
    b
\
    c
a = 1 \

b
