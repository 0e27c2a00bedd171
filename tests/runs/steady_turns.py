# run: --lines | 7,17,18,29,39,53,60,75
"""Loops with probes inside of them alone: what a turn binds behind them the next one tells, by whatever way it comes."""

def continued(items):
    k = 0
    for item in items:
        k
        if item % 2:
            k = item
            continue
        item


def both(items):
    k = j = 0
    for item in items:
        k
        j
        if item == 1:
            j = item; continue
        if item == 2:
            k = item; continue


def held_up(items):
    k = 0
    while items:
        item = items.pop()
        k
        try:
            if item == 1: continue
        finally:
            k += item


def nested(items):
    k = 0
    for item in items:
        k
        for other in items:
            while other:
                other -= 1
                if other == 1:
                    k = (item, other); break


def ended(items):
    for item in items:
        k = item
        if item == 2: break
    else:
        k = 'else'
    k


def unbound(items):
    k = 0
    for item in items:
        try:
            k
            if item % 2:
                raise ValueError
        except ValueError as k:
            continue
        k = item


def deep(items):
    k = 0
    for a in items:
        for b in items:
            for c in items:
                for d in items:
                    for e in items:
                        k
                        if e: k = e; continue


continued([0, 1, 2, 3, 4])
both([0, 1, 2, 2, 1, 0, 0])
held_up([1, 2, 1, 0])
nested([1, 2, 3])
ended([1, 2, 3])
ended([1, 3])
try:
    unbound([0, 2, 1])
    unbound([1, 2])
except NameError as error:
    print(type(error).__name__)
deep([1, 2])
