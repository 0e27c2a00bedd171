a and b
a or b
a and b and c
a or b or c
a or b and c
a and b or c and d
(a and b) and c
a and (b and c)
a or (b or c)
not a
not not a
not a and not b
not (a or b)
not a in b
not a < b
a and not b or c
(a or b) or (c or d)
