# run: --lines | 5-95 | --hits | 2
"""Functions and loops whose probes have all stopped run what they ran before."""


def plain(n):
    """What it is for."""
    a = n
    b = a + 1
    return a * b


def turns(n):
    total = 0
    for i in range(n):
        if i % 5 != 3:
            total += i
        if total > 40:
            break
    else:
        total = -total
    while n:
        n -= 1
        try:
            if n == 2:
                raise ValueError(n)
            total += n
        except ValueError as error:
            total += error.args[0]
        finally:
            n = n
    return total


def generated(n):
    got = 0
    while n:
        n -= 1
        got = yield got + n
        if got is None:
            got = 0
    return 'end'


def never(n):
    if n > 99:
        n = 0
        return n
    return -n


def called(xs):
    found = sorted(xs)
    return found


def made(n):
    def inner(k):
        nonlocal n
        n += k
        return n
    class Inner:
        a = n
    return inner, Inner, lambda: n


def declared():
    global count
    count = count + 1


class Thing:
    def method(self, k):
        self.k = k
        return super().__eq__(self) and __class__.__name__


async def waits(k):
    async for x in ticks(k):
        k += x
    return k


async def ticks(k):
    while k:
        k -= 1
        yield k


def run(coroutine):
    value = None
    try:
        coroutine.send(None)
    except StopIteration as stop:
        value = stop.value
    return value


count = 0


for turn in range(5):
    steps = generated(3)
    got = [next(steps), steps.send(2), steps.send(None)]
    inner, Inner, value = made(turn)
    declared()
    thing = Thing()
    print(plain(turn), turns(12), turns(3), got, never(turn), called([2, 1]), inner(2), Inner.a, value())
    print(count, thing.method(turn), run(waits(3)), plain.__doc__)
try:
    turns('x')
except TypeError as error:
    at = error.__traceback__.tb_next
    print(at.tb_lineno, at.tb_frame.f_code.co_firstlineno)
