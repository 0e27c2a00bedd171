# run: --lines | 6,7,13 | --calls | --hits | 2
"""Lines that had their last hit, in functions whose calls are told on."""


# A line that is also the first of its function.
def one(n): return n + 1
def two(n): return one(n) * 2


for i in range(4):
    two(i)
    # Behind all.
    print(i)
