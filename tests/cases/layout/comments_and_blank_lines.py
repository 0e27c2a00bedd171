# A comment first.

def f(x):  # after the colon
    # before the first statement

    y = x  # behind it

    # before the return
    return y
    # at the end


print(f(1))  # behind the call
