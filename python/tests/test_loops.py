"""Probes of loops: the program's iterator notices nothing."""

import asyncio
import sys
import traceback
import unittest

from instr import probe as _instr
from tests.support import caught


def logged(function):
    with caught() as stream:
        function()
    return stream.getvalue()


def depth():
    count, frame = 0, sys._getframe(1)
    while frame:
        count, frame = count + 1, frame.f_back
    return count


class Items:
    """Remembers how deep in the stack it is asked."""

    def __init__(self):
        self.depths = []

    def __iter__(self):
        self.depths.append(depth())
        return self

    def __next__(self):
        self.depths.append(depth())
        if len(self.depths) > 3:
            raise StopIteration
        return len(self.depths)


class Loops(unittest.TestCase):
    def hits(self, function):
        log = logged(function)
        return [line for line in log.splitlines() if not line.startswith(" " * 40)]

    def test_each_fires_before_every_next(self):
        def run():
            return [x for x in _instr.each([1, 2], 5)]

        self.assertEqual(len(self.hits(run)), 3)
        self.assertEqual(run(), [1, 2])

    def test_around_fires_in_the_frame_that_asks_the_generator(self):
        def asks(xs):
            for _ in (x for x in _instr.around(xs, 5)):
                pass
            return list(x for x in _instr.around(xs, 6))

        def hands_on(xs):
            return own(x for x in _instr.around(xs, 7))

        def own(xs):
            return list(xs)

        self.assertEqual(len(self.hits(lambda: asks([1, 2]))), 4)
        self.assertEqual(len(self.hits(lambda: hands_on([1, 2]))), 0)
        self.assertEqual(hands_on([1, 2]), [1, 2])

    def test_again_does_not_fire_before_the_first(self):
        def run():
            return [x for x in _instr.again([1, 2], 5)]

        self.assertEqual(len(self.hits(run)), 2)

    def test_no_frame_between(self):
        def plain(items):
            for x in items:
                pass

        def probed(items):
            for x in _instr.each(items, 5):
                pass

        one, other = Items(), Items()
        plain(one)
        logged(lambda: None)
        probed(other)
        self.assertEqual(one.depths, other.depths)

    def test_errors_are_the_loops_own(self):
        class Bad:
            def __iter__(self):
                raise KeyError("bad")

        for thing in (5, Bad()):
            try:
                for x in _instr.each(thing, 5):
                    pass
            except (TypeError, KeyError) as e:
                error = e
            try:
                for x in thing:
                    pass
            except (TypeError, KeyError) as e:
                self.assertEqual(repr(e), repr(error))
                self.assertEqual(
                    len(traceback.extract_tb(e.__traceback__)), len(traceback.extract_tb(error.__traceback__))
                )

    def test_asynchronous_loops(self):
        async def ticks(n):
            for i in range(n):
                await asyncio.sleep(0)
                yield i

        async def run():
            return [i async for i in _instr.each(ticks(2), 5)] + [i async for i in _instr.again(ticks(3), 5)]

        async def wrong():
            async for _ in _instr.each(5, 5):
                pass

        self.assertEqual(len(self.hits(lambda: self.assertEqual(asyncio.run(run()), [0, 1, 0, 1, 2]))), 6)
        with self.assertRaisesRegex(TypeError, "'async for' requires an object with __aiter__ method, got int"):
            asyncio.run(wrong())

    def test_items_that_are_none(self):
        self.assertEqual(list(_instr.each([None, 0], 5)), [None, 0])


if __name__ == "__main__":
    unittest.main()
