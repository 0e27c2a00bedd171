def plain():
    return 1
def no_blank_line_above(x=plain()):
    return x
def annotated(a: int, *b: str, c: "later" = 2, **d) -> float:
    return a, b, c, d
def one_line(): return 3


print(plain(), no_blank_line_above(), annotated(1), one_line())
