"""What hits become: rows of a table, the recorder behind them, and a ring that keeps what is committed."""

import threading
import unittest

from instr.engines.static import Table
from instr.model import Site, Tracepoint
from instr.record import wire
from instr.record.hits import Hits
from instr.record.reference import Reference
from instr.record.watchpoints import Watchpoints
from instr.values.render import Renderer


class Ring:
    """Keeps what is committed."""

    began = 0

    def __init__(self):
        self.bodies, self.cells, self.is_finished = [], {}, False

    def is_own(self):
        return True

    def commit(self, frame, is_event):
        self.bodies.append((frame[8:], is_event))

    def count(self, cell, number):
        self.cells[cell] = number

    def finish(self):
        self.is_finished = True


def line_entry(**more):
    entry = dict(
        kind="line", line=3, function="f", text="x", snapshot="frame", names=["x"], unchanged_since_probe=[], order=[], maybe=[],
        redacted=[], maybe_redacted=[], hits=None, every=None, condition=None, any_changed=[], log=[], by_frame=False,
    )
    entry.update(more)
    return entry


def watch_entry(**more):
    entry = dict(
        kind="watch", line=4, function="f", text="w", snapshot="frame", names=["w"], maybe=[], hits=None, every=None,
        expression="w", is_name=True, is_passed=True, condition=None, condition_names=[],
    )
    entry.update(more)
    return entry


class RecordTest(unittest.TestCase):
    def begin(self, *entries, is_counting=False):
        self.rings = []

        def make():
            self.rings.append(Ring())
            return self.rings[-1]

        self.recorder = Reference(Renderer(), make, {"/p.py": (1, [3, 4])}, 2, is_counting)
        hits = Hits(self.recorder)
        return Table(hits, Watchpoints(hits), "/p.py", None).functions(entries)[1:]

    def kinds(self):
        return [body[:1] for body, is_event in self.rings[-1].bodies if is_event]


class Lines(RecordTest):
    def test_each_hit_is_an_event(self):
        (probe,) = self.begin(line_entry())
        for x in (1, 1, 2):
            probe(x)
        self.assertEqual(self.kinds(), [wire.LINE] * 3)
        events = [body for body, is_event in self.rings[-1].bodies if is_event]
        # What did not change is not there.
        self.assertEqual([body[-1:] for body in events], [b"\x02", b"\x00", b"\x04"])
        self.assertEqual(self.rings[-1].cells, {1: 1})

    def test_hits_and_every(self):
        (probe,) = self.begin(line_entry(hits=2, every=3))
        for x in range(20):
            probe(x)
        self.assertEqual(self.kinds(), [wire.LINE] * 2)

    def test_counting(self):
        (probe,) = self.begin(line_entry(), is_counting=True)
        for x in range(20):
            probe(x)
        self.assertEqual((self.kinds(), self.rings[-1].cells), ([], {1: 20}))

    def test_a_condition(self):
        (probe,) = self.begin(line_entry(condition="x > 1"))
        for x in (1, 2, None):
            probe(x)
        self.assertEqual(self.kinds(), [wire.LINE])
        # What it raised is said with a counter of its own.
        self.assertEqual(self.rings[-1].cells, {1: 1, 3: 1})
        self.assertEqual(len([1 for body, _ in self.rings[-1].bodies if body[:1] == wire.RAISED]), 1)

    def test_logged_expressions(self):
        (probe,) = self.begin(line_entry(log=[{"text": "x + 1", "is_template": False}], by_frame=True))
        probe(1)
        self.assertEqual([body[-2:] for body, is_event in self.rings[-1].bodies if is_event], [b"\x03\x04"])


class Watches(RecordTest):
    def test_changes(self):
        (probe,) = self.begin(watch_entry())
        for value in (1, 1, 2, 2, 1):
            probe(value)
        self.assertEqual(self.kinds(), [wire.WATCH] * 3)

    def test_long_strings_are_not_kept(self):
        (probe,) = self.begin(watch_entry())
        for value in ("x" * 10000, "x" * 9999 + "y", "x" * 9999 + "y"):
            probe(value)
        self.assertEqual(self.kinds(), [wire.WATCH] * 2)


class Recorder(RecordTest):
    def test_a_name_comes_before_its_use_and_once(self):
        self.begin()
        site = Site("/p.py", 3, "f", "x")
        for _ in range(3):
            self.recorder.line(site, None, None, [])
        bodies = [body for body, _ in self.rings[-1].bodies]
        self.assertEqual([body[:1] for body in bodies], [wire.THREAD] + [wire.STRING] * 3 + [wire.SITE] + [wire.LINE] * 3)

    def test_a_forked_child_begins_anew(self):
        (probe,) = self.begin(line_entry())
        probe(1)
        self.recorder.forked()
        probe(2)
        self.assertEqual(len(self.rings), 2)
        first, second = [[body[:1] for body, _ in ring.bodies] for ring in self.rings]
        self.assertEqual(first, second)
        self.assertEqual([ring.cells for ring in self.rings], [{1: 1}, {1: 1}])

    def test_threads_lose_no_count(self):
        self.begin()
        tracepoint = Tracepoint(Site("/p.py", 3, "f", "x"), None, None, None, self.recorder.counter("/p.py", 3))

        def work():
            for _ in range(1000):
                self.recorder.hit(tracepoint)

        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.recorder.finish()
        self.assertEqual(self.rings[-1].cells, {1: 16000})
        self.assertTrue(self.rings[-1].is_finished)

    def test_without_a_ring_nothing_happens(self):
        recorder = Reference(Renderer(), lambda: None, {}, 0)
        recorder.line(Site("/p.py", 3, "f", "x"), None, None, [])
        recorder.note("n")
        recorder.failed(Site("/p.py", 3, "f", "x"), "y", ValueError())
        recorder.finish()
