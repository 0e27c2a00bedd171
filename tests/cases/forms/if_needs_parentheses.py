def f(a, b):
    if a if b else not a:
        print("ternary")
    if (y := a):
        print("walrus", y)
    if lambda: a:
        print("lambda")
    if a or b: print("or")
    if(a):print("tight")
    if not(b):print("tight not")
    return a and b


print(f(1, 0), f(0, 1))
