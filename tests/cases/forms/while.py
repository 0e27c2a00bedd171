def f(n):
    while n:
        n -= 1
        if n == 2:
            continue
        print(n)
    else:
        print("done")
    while True:
        n += 1
        if n > 2:
            break
    return n


print(f(4))
