# run: --lines | 7,9,18,20,21,30,33,42,45,53,55,69,74,77,87,93
"""Loops with probes before and inside of them: what a turn binds behind them the next one tells, by whatever way it comes."""


def continued(items):
    k = 0
    k
    for item in items:
        k
        if item in '13':
            k = item
            continue
        item


def both(items):
    k = j = 0
    k, j
    for item in items:
        k
        j
        if item == '1':
            j = item; continue
        if item == '2':
            k = item; continue


def held_up(n):
    k = 0
    k
    while n:
        n -= 1
        k
        try:
            if n == 1: continue
        finally:
            k += n


def ended(n):
    k = 0
    k
    while n:
        n -= 1
        k
        if n == 2:
            k = 'two'
        k += n * 0 if n < 3 and k == 0 else ''


def nested(items):
    k = 0
    k
    for item in items:
        k
        for other in items:
            while other != '1':
                other = '1'
                if item == '2':
                    k = item; break


def left(items):
    for item in items:
        k = item
        if item == '2': break
    else:
        k = 'else'
    k


def unbound(items):
    k = 0
    k
    for item in items:
        try:
            k
            if item in '13':
                raise ValueError
        except ValueError as k:
            continue
        k = item


def deep(items):
    k = 0
    k
    for a in items:
        for b in items:
            for c in items:
                for d in items:
                    for e in items:
                        k
                        if e == '1': k = e + d; continue


# Each first such that little changes, so that it is known how that is told.
for items in '02424', '00244', '01234', '1122':
    continued(items)
for items in '034034', '033440', '0122100', '01324013':
    both(items)
for n in 1, 5, 6:
    held_up(n)
try:
    ended(2)
    ended(4)
except TypeError as error:
    print(type(error).__name__)
for items in '333', '313', '123', '223':
    nested(items)
left('123')
left('13')
try:
    unbound('0202')
    unbound('021')
    unbound('12')
except NameError as error:
    print(type(error).__name__)
for items in '2', '12':
    deep(items)
