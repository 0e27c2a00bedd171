def f(a):
    for i in range(a):
        b = i
    seen = locals()
    c = 1
    return sorted(seen.items()), sorted(locals()), dir()


print(f(0))
print(f(2))
