"""The ring of a process, with a thread that plays the collector: nothing that is committed is lost or torn."""

import glob
import mmap
import os
import signal
import sys
import tempfile
import threading
import unittest
from binascii import crc32
from unittest import mock

from instr.buffer import layout, ring as ring_module
from instr.buffer.ring import Ring
from instr.record.wire import framed


class Collector:
    """Reads the file of the one ring in a folder, and does what the collector does."""

    def __init__(self, folder):
        (path,) = glob.glob(os.path.join(folder, "buffers", "*.buf"))
        with open(path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 0)
        self.words = memoryview(self.map).cast("Q")
        self.begin, self.size = self.words[layout.RING], self.words[layout.SIZE]
        self.tail, self.data = 0, bytearray()

    def round(self):
        """Whether there was something."""
        words = self.words
        words[layout.HEARTBEAT] += 1
        head = words[layout.HEAD]
        if words[layout.HEAD_FIRST] != head:
            return True
        more = head != self.tail
        assert head - self.tail <= self.size
        while self.tail < head:
            at = self.tail % self.size
            length = min(head - self.tail, self.size - at)
            self.data += self.map[self.begin + at : self.begin + at + length]
            self.tail += length
        for word in (layout.TAIL, layout.DONE):
            words[word] = words[word + 1] = self.tail
        if not more and words[layout.STATE] == layout.ENDING:
            words[layout.CLOSED] = 1
        return more

    def bodies(self):
        """The records so far; each must be whole."""
        found, at = [], 0
        while at < len(self.data):
            length, check = [int.from_bytes(self.data[at + skip : at + skip + 4], "little") for skip in (0, 4)]
            body = bytes(self.data[at + 8 : at + 8 + length])
            assert len(body) == length and crc32(body) == check, "a torn frame"
            found.append(body)
            at += 8 + length
        return found


class RingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.mkdir(os.path.join(self.folder, "buffers"))
        # The collector's process lives: it is asked for by this link.
        os.symlink("/proc/self", os.path.join(self.folder, "collector"))

    def ring(self, size=1, cells=4, waits=False, drops=False):
        self.made = Ring(self.folder, size, cells, True, waits, drops)
        self.collector = Collector(self.folder)
        return self.made

    def follow(self):
        """Collects in a thread until the test is over."""
        stop = threading.Event()

        def follow():
            while self.collector.round() or not stop.is_set():
                stop.wait(0.0001)

        thread = threading.Thread(target=follow)
        thread.start()

        def end():
            stop.set()
            thread.join()

        self.addCleanup(end)
        return end

    def impatient(self):
        """Waits for the collector end soon: how often it was waited for."""
        for name in ("_DEAD", "_STUCK"):
            patch = mock.patch.object(ring_module, name, 0.05)
            patch.start()
            self.addCleanup(patch.stop)
        waits = []
        wait = Ring._wait
        patch = mock.patch.object(Ring, "_wait", lambda *given: waits.append(1) or wait(*given))
        patch.start()
        self.addCleanup(patch.stop)
        return waits


class Frames(RingTest):
    def test_the_header(self):
        ring = self.ring(size=5000, cells=600, waits=True)
        words = self.collector.words
        self.assertEqual(bytes(self.collector.map[:8]), layout.MAGIC)
        self.assertEqual(int.from_bytes(self.collector.map[8:12], sys.byteorder), layout.VERSION)
        self.assertEqual(int.from_bytes(self.collector.map[12:16], sys.byteorder), layout.MAIN | layout.WAITS)
        self.assertEqual([words[layout.PID], words[layout.CELLS], words[layout.SIZE]], [os.getpid(), 601, 8192])
        self.assertEqual(len(self.collector.map), words[layout.RING] + 8192)
        ring.count(600, 2**63)
        self.assertEqual(words[layout.HEADER // 8 + 600], 2**63)

    def test_a_ring_is_used_again_and_again(self):
        ring, end = self.ring(), self.follow()
        bodies = [b"%d" % number * (number % 90) for number in range(3000)]
        for body in bodies:
            ring.commit(framed(body), True)
        end()
        self.assertEqual(self.collector.bodies(), bodies)
        self.assertEqual(self.collector.words[layout.DROPPED], 0)

    def test_a_frame_may_be_larger_than_the_ring(self):
        for drops in (False, True):
            with self.subTest(drops=drops):
                self.setUp()
                ring, end = self.ring(drops=drops), self.follow()
                bodies = [b"a", b"giant" * 20000, b"b"]
                for body in bodies:
                    ring.commit(framed(body), False)
                end()
                self.assertEqual(self.collector.bodies(), bodies)

    def test_output_is_waited_for(self):
        ring, end = self.ring(waits=True), self.follow()
        for number in range(50):
            ring.commit(framed(b"%d" % number), True)
            self.assertEqual(self.collector.bodies()[-1], b"%d" % number)
        end()

    def test_the_end(self):
        ring, end = self.ring(), self.follow()
        ring.commit(framed(b"last"), True)
        ring.finish()
        self.assertEqual(self.collector.words[layout.CLOSED], 1)
        self.assertEqual(self.collector.bodies(), [b"last"])
        end()


class FullRings(RingTest):
    def test_events_are_dropped_and_counted(self):
        ring = self.ring(drops=True)
        body = b"x" * 1000
        for _ in range(10):
            ring.commit(framed(body), True)
        self.assertEqual(self.collector.words[layout.DROPPED], 6)
        self.collector.round()
        ring.commit(framed(b"more"), True)
        self.collector.round()
        self.assertEqual(self.collector.bodies(), [body] * 4 + [b"more"])

    def test_names_are_not_dropped_while_the_collector_lives(self):
        ring, end = self.ring(drops=True), self.follow()
        bodies = [b"%d" % number * 200 for number in range(500)]
        for body in bodies:
            ring.commit(framed(body), False)
        end()
        self.assertEqual(self.collector.bodies(), bodies)

    def test_a_dead_collector_is_waited_for_once(self):
        waits = self.impatient()
        ring = self.ring()
        for _ in range(100):
            ring.commit(framed(b"x" * 1000), True)
        self.assertEqual(len(waits), 1)
        self.assertEqual(self.collector.words[layout.DROPPED], 96)
        # If it comes back, what fits is recorded.
        self.collector.round()
        ring.commit(framed(b"more"), True)
        self.collector.round()
        self.assertEqual(self.collector.bodies()[4:], [b"more"])
        ring.finish()

    def test_one_that_beats_and_does_nothing_is_stuck(self):
        waits = self.impatient()
        ring = self.ring()
        stop = threading.Event()

        def beat():
            while not stop.wait(0.001):
                self.collector.words[layout.HEARTBEAT] += 1

        thread = threading.Thread(target=beat)
        thread.start()
        for _ in range(10):
            ring.commit(framed(b"x" * 1000), True)
        stop.set()
        thread.join()
        self.assertEqual(len(waits), 1)
        self.assertEqual(self.collector.words[layout.DROPPED], 6)

    def test_output_of_a_dead_collector_is_waited_for_once(self):
        waits = self.impatient()
        ring = self.ring(waits=True)
        for _ in range(10):
            ring.commit(framed(b"x"), True)
        self.assertEqual(len(waits), 1)

    def test_what_follows_a_lost_name_is_dropped(self):
        self.impatient()
        ring = self.ring()
        for body in (b"a" * 4000, b"a name" * 20):
            ring.commit(framed(body), False)
        self.collector.round()
        ring.commit(framed(b"uses it"), True)
        self.collector.round()
        self.assertEqual(self.collector.bodies(), [b"a" * 4000])
        self.assertEqual(self.collector.words[layout.DROPPED], 1)

    def test_a_part_of_a_giant_frame_ends_the_stream(self):
        self.impatient()
        ring = self.ring()
        ring.commit(framed(b"giant" * 20000), True)
        self.collector.round()
        ring.commit(framed(b"more"), True)
        self.assertFalse(self.collector.round())
        self.assertEqual(self.collector.words[layout.DROPPED], 2)


class Interrupted(RingTest):
    def alarmed(self, handler):
        old = signal.signal(signal.SIGALRM, handler)
        self.addCleanup(signal.signal, signal.SIGALRM, old)
        self.addCleanup(signal.setitimer, signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)

    def test_a_signal_handler_records_in_the_midst_of_it(self):
        ring, end = self.ring(size=1 << 16), self.follow()
        own = []

        def handler(number, frame):
            own.append(b"handler %d" % len(own))
            ring.commit(framed(own[-1]), True)

        self.alarmed(handler)
        bodies = [b"%d" % number for number in range(30000)]
        for body in bodies:
            ring.commit(framed(body), True)
        signal.setitimer(signal.ITIMER_REAL, 0)
        end()
        found = self.collector.bodies()
        self.assertEqual([body for body in found if not body.startswith(b"handler")], bodies)
        # One may be interrupted by the next before it records.
        self.assertEqual(sorted(body for body in found if body.startswith(b"handler")), sorted(own))
        self.assertTrue(own)

    def test_in_the_midst_of_each_step(self):
        # Of a frame in pieces, each time that room is looked for.
        ring = self.ring()
        has_room, inner = ring._has_room, []

        def interrupted(length, may_drop):
            if len(inner) < 20:
                inner.append(b"inner %d" % len(inner))
                ring.commit(framed(inner[-1]), True)
            self.collector.round()
            return has_room(length, may_drop)

        ring._has_room = interrupted
        ring.commit(framed(b"outer" * 5000), True)
        self.collector.round()
        found = self.collector.bodies()
        self.assertEqual(found[0], b"outer" * 5000)
        self.assertEqual(found[1:], inner)

    def test_a_signal_handler_raises_in_the_midst_of_it(self):
        class Timeout(Exception): pass

        def handler(number, frame):
            while frame is not None:
                if frame.f_code is Ring.commit.__code__:
                    raise Timeout
                frame = frame.f_back

        ring, end = self.ring(), self.follow()
        self.alarmed(handler)
        raised, number = 0, 0
        while raised < 200 and number < 200000:
            number += 1
            try:
                ring.commit(framed(b"%d" % number), True)
            except Timeout:
                raised += 1
        signal.setitimer(signal.ITIMER_REAL, 0)
        ring.commit(framed(b"last"), True)
        end()
        found = self.collector.bodies()
        self.assertEqual(found[-1], b"last")
        # In order, each once at most; only an interrupted one may be missing.
        numbers = [int(body) for body in found[:-1]]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertLessEqual(number - len(numbers), raised)

    def test_64_threads_lose_nothing(self):
        ring, end = self.ring(size=1 << 14), self.follow()
        go = threading.Barrier(64)

        def work(number):
            go.wait()
            for turn in range(100):
                ring.commit(framed(b"%d %d" % (number, turn)), True)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        end()
        found = self.collector.bodies()
        for number in range(64):
            own = [body for body in found if body.startswith(b"%d " % number)]
            self.assertEqual(own, [b"%d %d" % (number, turn) for turn in range(100)])
        self.assertEqual(len(found), 6400)
