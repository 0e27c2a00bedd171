def f(a, *, key=None):
    return a


print(f((x := 1)), f(key=(y := 2)), [z := 3, z], {"k": (w := 4)})
print(x, y, z, w)
print(f(
    (v :=
     5)), v)
