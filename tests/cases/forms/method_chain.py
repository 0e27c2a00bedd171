def f(s):
    return (
        s
        .strip()
        .replace("a",
                 "b")
        .upper()
    )


print(f(" banana "))
