# run: --lines | all | --if | big(n) | --log | n, twice(n)
"""A condition and a logged value that call functions with probes: those are silent meanwhile."""


def big(n):
    a = n
    return a > 1


def twice(n):
    return n * 2


def work(n):
    total = n
    return total


print(work(1), work(2), twice(3))
