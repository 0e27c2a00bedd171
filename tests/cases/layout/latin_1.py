# -*- coding: latin-1 -*-
name = "café"


def f(x):
    return x + "ü"


print(len(f(name)))
