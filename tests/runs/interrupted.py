# run: --lines | 4
def f():
    try:
        raise KeyboardInterrupt
    finally:
        print("last")


f()
