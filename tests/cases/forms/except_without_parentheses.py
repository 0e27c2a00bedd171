def f(x):
    try:
        return 1 / x
    except ZeroDivisionError, TypeError:
        return None


print(f(0), f("a"), f(2))
# case: --min 3.14
