def f(xs):
    for x in xs:
        if x == 2:
            continue
        print(x)
    for x in xs:
        break
    else:
        print("never")
    for x in []:
        pass
    else:
        print("else")
    return xs


print(f([1, 2, 3]))
