def f(d):
    d["a"
      ] = d[
        "b"
    ]
    d["c"][
        0:
        1] = [9]
    return d


print(f({"b": 1, "c": [1, 2]}))
