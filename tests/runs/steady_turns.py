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


continued('01234')
both('0122100')
held_up(5)
try:
    ended(4)
except TypeError as error:
    print(type(error).__name__)
nested('123')
left('123')
left('13')
try:
    unbound('021')
    unbound('12')
except NameError as error:
    print(type(error).__name__)
deep('12')
