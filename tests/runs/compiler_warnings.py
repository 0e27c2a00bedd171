# run: --lines | 4
x = 1
if x is 1:
    print("a")
assert (x, "m")
