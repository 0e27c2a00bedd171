def f():
    return 1
    print("never")


def g():
    while 0:
        print("never")
    if False:
        print("never")
    if __debug__:
        print("debug")
    raise SystemExit(3)
    f()


print(f())
g()
