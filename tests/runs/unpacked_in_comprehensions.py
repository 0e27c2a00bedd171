# run: --lines | all
# only: 3.11
"""A target that unpacks has an event of its own, where it is on another line than its bracket."""
def f(pairs):
    return [
        (key, value)
        for key, value in pairs
        if value
    ], {
        key: value
        for
        (key, value) in pairs
    }


f([(1, 2), (3, 0)])
