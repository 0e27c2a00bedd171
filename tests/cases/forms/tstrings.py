def f(name):
    t = t"hello {name!r:>{5}} {
        name}"
    return [i if isinstance(i, str) else i.value for i in t]


print(f("x"))
# case: --min 3.14
