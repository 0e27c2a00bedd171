def f(a):
    assert a, "kept without -O"
    return a


try:
    print(f(0))
except AssertionError as e:
    print(e)
# case: --python-args -O
