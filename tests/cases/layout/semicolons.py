def f(x):
    a = x; b = a; c = b
    if x: d = 1; e = 2
    else: d = 3; e = 4
    return a, c, d, e;


print(f(1)); print(f(0))
