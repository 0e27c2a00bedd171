def f(n):
    while n:
        n -= 1
    else: return "else"


print(f(1))
