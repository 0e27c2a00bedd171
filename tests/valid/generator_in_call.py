f(a for a in b)
f(a for a in b)(c)
f.g(a for a in b if c)
f((a for a in b), d)
f(
    a for a in b
)
