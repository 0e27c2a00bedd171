# run: --lines | all
"""A list of constants that a loop is over is one constant: the lines of its elements have no events."""
def f():
    found = 0
    for x in [(1, 2),
              (3, 4)]:
        found += x[0]
    for x in {1,
              2}:
        found += x
    for x in [1,
              found]:
        found += x
    return found


f()
