# run: --lines | all
"""Names that are not ASCII: CPython imports a module to compare them."""
é = 5
ﬁ = é + 1
print(é, fi)
