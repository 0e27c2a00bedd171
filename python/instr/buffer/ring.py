"""A process's buffer: a ring of bytes in a file that is mapped, and the counters before it.

What was committed outlives the process, whatever ends it. The file is in the private folder of the run, its blocks are
reserved, and after the start no descriptor of it is open: nobody can cut it, and nothing that the program does to its
descriptors, its root or its user reaches it.
"""

from __future__ import annotations

import sys
import time
from _thread import RLock, allocate_lock
from builtins import BaseException, IndexError, OSError, ValueError, bool, bytes, int, len, max, memoryview, min, range

from . import layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Tuple

import posix

# Descriptors below are the program's: up to 3.12 a mapping opens one of its own, which is made to be above and closed.
_HIGH = 200
# Seconds without any sign of the collector, or without progress of it, after which it is not waited for any more.
_DEAD, _STUCK = 2.0, 10.0
# Looks before the first pause: a collector that is awake answers sooner than a pause ends. On a busy machine it is not.
_LOOKS, _FEW_LOOKS = 64, 4
_PAGE = 4096


def reserve(path: str, size: int) -> Any:
    """A new file of that size, mapped; OSError if there is no room for it."""
    # Now, as a program may be without an import system at its end.
    import mmap

    fd = posix.open(path, posix.O_RDWR | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, 0o600)
    try:
        # Not by its size alone: a full disk would end the program by a signal when a page is first written.
        posix.posix_fallocate(fd, 0, size)
        if sys.version_info >= (3, 13):
            return mmap.mmap(fd, size, trackfd=False)
        return _untracked(mmap, fd, size)
    finally:
        posix.close(fd)


def _untracked(mmap: Any, fd: int, size: int) -> Any:
    """A mapping whose own descriptor is closed at once, and was never one of those that the program counts."""
    low: List[int] = []
    try:
        try:
            while not low or low[-1] < _HIGH:
                low.append(posix.dup(fd))
        except OSError:
            pass  # there may be no more than that
        own = posix.dup(fd)
        posix.close(own)
        mapping = mmap.mmap(fd, size)
        posix.close(own)
        return mapping
    finally:
        for other in low:
            posix.close(other)


class Ring:
    """The buffer of this process."""

    def __init__(self, folder: str, size: int, cells: int, is_main: bool, waits: bool, drops: bool) -> None:
        """OSError if it cannot be made. `size` in bytes; `cells` counters, the first of which is number 1."""
        _ask_for_collector(folder)
        self.pid = posix.getpid()
        self.began = time.monotonic_ns()
        self._waits, self._drops = waits, drops
        begin = layout.HEADER + -(-8 * (cells + 1) // _PAGE) * _PAGE
        size = max(-(-size // _PAGE), 1) * _PAGE
        name = f"{folder}/buffers/{self.pid}-{self.began}"
        mapping = reserve(f"{name}.tmp", begin + size)
        self._view = memoryview(mapping)
        self._words = words = self._view.cast("Q")
        self._cells = words[layout.HEADER // 8 : layout.HEADER // 8 + cells + 1]
        self._ring = self._view[begin:]
        self.size = size
        self._view[:8] = layout.MAGIC
        flags = (layout.MAIN if is_main else 0) | (layout.WAITS if waits else 0)
        words[1] = layout.VERSION | flags << 32 if sys.byteorder == "little" else layout.VERSION << 32 | flags
        words[layout.PID], words[layout.STARTED] = self.pid, _started()
        words[layout.MONOTONIC], words[layout.UNIX] = self.began, time.time_ns()
        words[layout.CELLS], words[layout.RING], words[layout.SIZE] = cells + 1, begin, size
        posix.rename(f"{name}.tmp", f"{name}.buf")
        # Of a thread, not a plain one: a signal handler may record in the midst of recording.
        self._lock = RLock()
        self._queue: List[List[Any]] = []
        self._is_lost = False
        # What a collector that was given up had written by then: as long as that stands, it is not waited for again.
        self._given_up: Optional[Tuple[int, int]] = None
        self._looks = _LOOKS
        # To wait without holding the interpreter: what sleeps, `time.sleep` would tell the program's audit hooks.
        self._never = allocate_lock()
        self._never.acquire()

    def is_own(self) -> bool:
        """Whether this is the process that it was made in, and no child of that."""
        return posix.getpid() == self.pid

    def count(self, cell: int, number: int) -> None:
        """Sets a counter."""
        self._cells[cell] = number

    def commit(self, frame: bytes, is_event: bool) -> None:
        """Appends a frame: when this returns it outlives the process. An event is dropped if there is no room for it."""
        lock: Any = self._lock
        # A signal handler's, or a finaliser's, in the midst of it: asked for, and not noted, as an exception of such a handler
        # may come before a note is taken back.
        is_nested: bool = lock._is_owned()
        try:
            with lock:
                # The frame, where it begins once that is settled, and whether it may be dropped.
                self._queue.append([frame, -1, is_event])
                if is_nested:
                    return
                while self._queue:
                    self._store(self._queue[0])
                    del self._queue[0]
                if self._waits and is_event:
                    self._wait_for_output()
        except BaseException:
            # Up to 3.9 such an exception may come when `with` is over, and the lock is not yet free.
            if not is_nested and lock._is_owned():
                lock.release()
            raise

    def _store(self, item: List[Any]) -> None:
        """Goes on where it was interrupted, if it was: a signal handler may raise at any point."""
        frame, start, is_event = item
        words = self._words
        if start < 0:
            if self._is_lost or not self._has_room(min(len(frame), self.size), is_event):
                # Without a name what follows means nothing.
                self._is_lost = self._is_lost or not is_event
                words[layout.DROPPED] += is_event
                return
            start = item[1] = words[layout.HEAD]
        while True:
            head = words[layout.HEAD]
            rest = len(frame) - (head - start)
            if rest <= 0:
                return
            room = self.size - (head - self._read(layout.TAIL))
            if room <= 0 and not self._has_room(1, False):
                # A part of it stands there: what follows could not be told from its end.
                self._is_lost = True
                words[layout.DROPPED] += is_event
                return
            at = head % self.size
            length = min(rest, room, self.size - at) if room > 0 else 0
            if length:
                done = head - start
                self._ring[at : at + length] = frame[done : done + length]
                words[layout.HEAD_FIRST] = head + length
                words[layout.HEAD] = head + length

    def _has_room(self, length: int, may_drop: bool) -> bool:
        """Waits for it, as long as the collector lives and gets on."""
        words = self._words
        head = words[layout.HEAD]
        if self.size - (head - self._read(layout.TAIL)) >= length:
            return True
        if may_drop and self._drops:
            return False
        return self._await(lambda: self.size - (words[layout.HEAD] - self._read(layout.TAIL)) >= length, layout.TAIL)

    def _wait_for_output(self) -> None:
        """What is written where the program itself writes is out before the program goes on."""
        words = self._words
        head = words[layout.HEAD]
        if not self._is_lost:
            words[layout.WANTED] = head
            if not self._await(lambda: self._read(layout.DONE) >= head, layout.DONE):
                self._waits = False

    def finish(self) -> None:
        """At the end of the program: waits until all is written, and what there is to say is said."""
        words = self._words
        words[layout.STATE] = layout.ENDING
        words[layout.WANTED] = words[layout.HEAD]
        if not self._is_lost:
            self._await(lambda: words[layout.CLOSED] == 1, layout.DONE)
        length = words[layout.MESSAGE]
        if length:
            begin = 8 * (layout.MESSAGE + 1)
            try:
                posix.write(2, bytes(self._view[begin : begin + length]))
            except OSError:
                pass

    def _await(self, is_there: Any, progress: int) -> bool:
        """Waits for something that the collector does, once; False if it is gone, or stuck."""
        words = self._words
        if self._given_up in ((words[layout.HEARTBEAT], -1), (-1, words[progress])):
            return bool(is_there())
        return self._wait(is_there, progress)

    def _wait(self, is_there: Any, progress: int) -> bool:
        words = self._words
        beat, done = words[layout.HEARTBEAT], words[progress]
        for _ in range(self._looks):
            if is_there():
                self._looks = min(self._looks * 2, _LOOKS)
                return True
        self._looks = max(self._looks // 2, _FEW_LOOKS)
        begun = alive = time.monotonic()
        pause = 0.00002
        while not is_there():
            self._never.acquire(True, pause)
            pause = min(pause * 1.2, 0.002)
            now = time.monotonic()
            if words[layout.HEARTBEAT] != beat:
                beat, alive = words[layout.HEARTBEAT], now
            if words[progress] != done:
                done, begun = words[progress], now
            if now - alive > _DEAD:
                self._given_up = beat, -1
                return False
            if now - begun > _STUCK:
                self._given_up = -1, done
                return False
        return True

    def _read(self, word: int) -> int:
        """A number that the collector writes."""
        words = self._words
        while True:
            number = words[word]
            if words[word + 1] == number:
                return number


def _ask_for_collector(folder: str) -> None:
    """OSError if it has ended: nothing is to be recorded for it, and nobody waits for it."""
    try:
        posix.stat(f"{folder}/collector")
    except OSError:
        # If that cannot be seen either, there is nothing to know.
        posix.stat("/proc/self")
        raise


def _started() -> int:
    """When this process began, as the system counts it: with its number nobody takes it for another one."""
    try:
        fd = posix.open("/proc/self/stat", posix.O_RDONLY | posix.O_CLOEXEC)
        try:
            text = posix.read(fd, 4096)
        finally:
            posix.close(fd)
        return int(text.rpartition(b")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return 0
