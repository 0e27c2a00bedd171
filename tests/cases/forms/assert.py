def f(a):
    assert a
    assert a > 0, "must be positive"
    return a


print(f(3))
try:
    f(-1)
except AssertionError as e:
    print(e)
