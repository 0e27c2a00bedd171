def f(s):
    total = 0
    for c in s:
        if c.isdigit():
            total += int(c)
    return (total
            or len(s))


print(f("a1b2"), f("xy"))
# case: --lines all --probe print
