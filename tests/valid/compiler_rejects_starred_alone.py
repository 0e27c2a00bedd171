*a
a = *b
*a = b
(*a, *b) = c
del_ = [*a]
