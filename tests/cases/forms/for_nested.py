def f(n):
    total = 0
    for i in range(n):
        for j in range(i):
            if j % 2:
                continue
            total += i * j
        else:
            total += 1
    return total


print(f(5))
