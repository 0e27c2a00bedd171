"""Where events go: standard error, a pipe or a device by one write for each, a file through a mapping.

A mapped file keeps what was stored in it when the process dies, without a system call for each event. It grows by whole
chunks, which are spaces up to a line break at the end; an event begins with the line break that ends the one before it.
So the file is whole lines at any moment, of any number of processes, each in its own chunks, with spaces behind the last
event of a chunk. When a process ends, the rest of its last chunk is cut off.
"""

from __future__ import annotations

import sys
from _thread import RLock
from builtins import BaseException, ImportError, OSError, ValueError, bytes, divmod, getattr, hasattr, int, len, max, min, str

from . import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Tuple

try:
    import posix as system
except ImportError:
    import nt as system  # type: ignore[no-redef]

# The first chunk of a process, and the largest: each is twice the one before.
FIRST, LARGEST = 1 << 12, 1 << 20
# What a chunk holds at first, piece by piece: the source of the copy stays in the processor's cache.
_BLANK = b" " * 4096
_LAST = _BLANK[1:] + b"\n"
_CLOEXEC = getattr(system, "O_CLOEXEC", 0)
_APPEND = system.O_WRONLY | system.O_CREAT | system.O_APPEND | _CLOEXEC
# Descriptors of the log are out of the way of those that the program counts.
_HIGH = 200


def lost(data: bytes) -> None:
    """The log has stopped."""
    len(data)


class Stream:
    """One write for each event: standard error as it was at the start, or a pipe, a terminal, a device."""

    before, behind = "", "\n"

    def __init__(self, path: Optional[str]) -> None:
        self.path = path
        self.fd = -1
        self.inode: Tuple[int, int] = (0, 0)

    def start(self) -> None:
        """Opens it."""
        if self.path is None:
            self.keep(2, close=False)
        else:
            self.keep(system.open(self.path, _APPEND, 0o666), close=True)
        events.NAMESPACE["write"] = self.write
        events.NAMESPACE["full"] = lost

    def keep(self, fd: int, close: bool) -> None:
        try:
            import fcntl

            self.fd = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH)
        except ImportError:
            self.fd = system.dup(fd)
        if close:
            system.close(fd)
        found = system.fstat(self.fd)
        self.inode = (found.st_dev, found.st_ino)

    def write(self, data: bytes) -> None:
        len(data)  # as a mapping's: a probe that has no text yet learns of it by this
        try:
            try:
                found = system.fstat(self.fd)
                if (found.st_dev, found.st_ino) != self.inode:
                    raise OSError(9, "its descriptor was closed by the program")
            except OSError:
                # A daemon closes what it does not know.
                self.start()
            while data:
                data = data[system.write(self.fd, data) :]
        except BlockingIOError:
            self.wait(data)
        except OSError as error:
            stop(self.path or "standard error", error)

    def wait(self, data: bytes) -> None:
        """Writes to a pipe that the program made not to block."""
        import select

        while data:
            select.select([], [self.fd], [])
            try:
                data = data[system.write(self.fd, data) :]
            except BlockingIOError:
                pass
            except OSError as error:
                return stop(self.path or "standard error", error)

    def forked(self) -> None:
        """In a child."""

    def close(self) -> None:
        """At the end of the program."""


class Mapped:
    """A file that events are stored in through a mapping."""

    before, behind = "\n", ""

    def __init__(self, path: str) -> None:
        self.path = path
        self.map: Any = None
        self.page = self.end = 0
        self.room = FIRST
        self.fd = -1
        self.inode: Tuple[int, int] = (0, 0)
        self.kept: List[Any] = []
        self.growing = False
        # Events that came meanwhile.
        self.waiting: List[bytes] = []

    def start(self) -> None:
        """Maps nothing before there is an event."""
        # Now: a program may be without an import system at its end.
        import mmap

        self.mmap: Any = mmap
        try:
            import fcntl  # noqa: F401
        except ImportError:
            pass
        # Of a thread, not a plain one: a signal handler may come in between.
        self.lock = RLock()
        events.NAMESPACE["write"] = self.full
        events.NAMESPACE["full"] = self.full

    def full(self, data: bytes) -> None:
        """Stores the first event of a new chunk."""
        with self.lock:
            if self.growing:
                # A signal handler, or a finaliser, in the midst of it: the file is locked.
                self.waiting.append(data)
                return
            if self.map is not None:
                # Another thread may have begun one meanwhile.
                try:
                    self.map.write(data)
                    return
                except ValueError as error:
                    if error.__traceback__ and error.__traceback__.tb_next:
                        raise  # a signal handler's
            self.growing = True
            try:
                new = self.grow(len(data))
                # It stands at the beginning of a line.
                new.write(data[1:])
                events.NAMESPACE["write"] = new.write
            except OSError as error:
                return stop(self.path, error)
            finally:
                self.growing = False
            while self.waiting:
                self.full(self.waiting.pop(0))

    def grow(self, needed: int) -> Any:
        """A new chunk."""
        mmap = self.mmap
        room = max(self.room, needed + 1)
        self.room = min(2 * room, LARGEST)
        fd = system.open(self.path, system.O_RDWR | system.O_CREAT | system.O_APPEND | _CLOEXEC, 0o666)
        try:
            _lock(fd)
            begin = system.fstat(fd).st_size
            # Up to the next page, so that mappings waste nothing.
            end = -(-(begin + room) // mmap.PAGESIZE) * mmap.PAGESIZE
            try:
                # Written, not only sized: a full disk is told here, and not by a signal when an event is stored.
                left = end - begin
                while left:
                    left -= _fill(fd, left)
            except OSError:
                system.ftruncate(fd, begin)
                raise
            page = begin // mmap.ALLOCATIONGRANULARITY * mmap.ALLOCATIONGRANULARITY
            # The line break at the end is not for events.
            if sys.version_info >= (3, 13):
                new = mmap.mmap(fd, end - 1 - page, offset=page, trackfd=False)
            else:
                # It keeps a descriptor of its own: the next free one.
                self.leave()
                self.fd = system.dup(fd)
                system.close(self.fd)
                new = mmap.mmap(fd, end - 1 - page, offset=page)
                found = system.fstat(fd)
                self.inode = (found.st_dev, found.st_ino)
            new.seek(begin - page)
        finally:
            # A signal handler may raise at any point: a file that is closed is unlocked, too.
            try:
                _unlock(fd)
            finally:
                system.close(fd)
        self.map, self.page, self.end = new, page, end
        return new

    def leave(self) -> None:
        """Lets the old mapping go, unless its descriptor is another file's by now: it would be closed."""
        if self.map is None:
            return
        try:
            found = system.fstat(self.fd)
            ours = (found.st_dev, found.st_ino) == self.inode
        except OSError:
            ours = True
        if not ours:
            self.kept.append(self.map)
        self.map = None

    def forked(self) -> None:
        """The chunk is the parent's."""
        self.room = FIRST
        self.growing = False
        self.waiting = []
        self.leave()
        self.start()

    def close(self) -> None:
        """Cuts off what is left of the last chunk, if no other process has one behind it."""
        if self.map is None:
            return
        used = self.page + self.map.tell()
        try:
            fd = system.open(self.path, system.O_RDWR | _CLOEXEC)
            try:
                _lock(fd)
                if system.fstat(fd).st_size == self.end:
                    system.lseek(fd, used, 0)
                    system.write(fd, b"\n")
                    system.ftruncate(fd, used + 1)
            finally:
                _unlock(fd)
                system.close(fd)
        except OSError:
            pass
        # What comes now, at shutdown, takes a chunk of its own.
        self.leave()
        self.start()


def _fill(fd: int, left: int) -> int:
    """Writes what is left of a chunk, or the beginning of that; how much it was."""
    pieces, rest = divmod(left - 1, len(_BLANK))
    parts = [_BLANK] * min(pieces, 1000)  # a system takes 1,024
    if pieces == len(parts):
        parts.append(_LAST[-rest - 1 :])
    return system.writev(fd, parts) if hasattr(system, "writev") else system.write(fd, b"".join(parts))


def _lock(fd: int) -> None:
    """Until the descriptor is closed no other process of the run changes the file's size."""
    try:
        import fcntl

        fcntl.flock(fd, fcntl.LOCK_EX)
    except (ImportError, OSError):
        pass  # some network file systems have none


def _unlock(fd: int) -> None:
    # A mapping may hold the lock on.
    try:
        import fcntl

        fcntl.flock(fd, fcntl.LOCK_UN)
    except (ImportError, OSError):
        pass


def chosen(path: Optional[str]) -> Any:
    """The log for a path; None is standard error."""
    if path is None:
        return Stream(None)
    path = path.replace("{pid}", str(system.getpid()))
    try:
        is_file = (system.stat(path).st_mode & 0o170000) == 0o100000
    except OSError:
        is_file = True
    return Mapped(path) if is_file else Stream(path)


def stop(name: str, error: OSError) -> None:
    """No more events: a full disk, a closed pipe. Said once."""
    events.NAMESPACE["write"] = events.NAMESPACE["full"] = lost
    text = f"instr: the log stops here: cannot write to {name}: {error.strerror}\n"
    try:
        system.write(2, text.encode("utf-8", "backslashreplace"))
    except (OSError, BaseException):
        pass
