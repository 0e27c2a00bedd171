# run: --lines | 9,11,13,15,24,26
# since: 3.10
"""A `case` tells the variables that there are when it is tried: what a case before it has bound, too."""


def kind(x):
    y = str(x)
    match (d := x):
        case []:
            return 'empty'
        case [a] if a > 1:
            return 'one'
        case [a, *rest] if rest:
            return rest
        case _:
            del y
            return a


def nested(x):
    for item in x:
        match item:
            # not the first
            case {'k': k} if k:
                continue
            case (1 | 2) as k:
                pass
    return k


print([kind(x) for x in ([], [2], [1], [1, 2], [0])])
print(nested([{'k': 0}, 1, {'k': 5}, 2, 3]))
