"""How many prefixes of a permutation have to be turned around until 1 comes first, at most."""


def flips(permutation):
    numbers, count = list(permutation), 0
    while numbers[0] != 1:
        first = numbers[0]
        numbers[:first] = numbers[first - 1 :: -1]
        count += 1
    return count


def permutations(numbers, n):
    if n == 1:
        yield numbers
        return
    for at in range(n):
        yield from permutations(numbers, n - 1)
        other = at if n % 2 == 0 else 0
        numbers[other], numbers[n - 1] = numbers[n - 1], numbers[other]


def start(n):
    return list(range(1, n + 1))  # cold


def run():
    best = check = 0
    for index, permutation in enumerate(permutations(start(6), 6)):
        count = flips(permutation)
        best = max(best, count)
        check += count if index % 2 == 0 else -count
    return best, check
