größe = "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋"


def f(naïve):
    ﬁn = naïve + größe
    return fin


print(len(f("é")))
