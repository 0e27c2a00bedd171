[a := 0 for a in b]
[(a := 0) for b in (a := c)]
class A:
    [a := 0 for b in c]
