"""Where the log goes: sys.stderr as it is at the hit, or the file that INSTR_LOG names."""

from __future__ import annotations

import os
import sys
from builtins import BaseException, OSError, UnicodeError, bytes, getattr, int, str, tuple, type
from _io import BufferedWriter, FileIO, TextIOWrapper

from ..reentrancy import busy, ident, must_propagate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, List, Optional, Tuple

# Bound early: a program may patch them.
_open, _close, _write, _fstat = os.open, os.close, os.write, os.fstat
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_stderr_at_start = sys.stderr

# How many events were lost, as there was no stream or it refused them.
lost = 0


def to_stderr(text: str) -> None:
    """Writes one event as `print(…, file=sys.stderr)` would, in one piece; a stream that refuses it is no error."""
    stream = sys.stderr
    if stream is _plain_stream:
        try:
            stream.write(text)
        except BaseException as error:
            _failed(error, text)
        return
    if stream is _stderr_at_start and _is_plain(stream):
        _set_plain(stream)
    me = ident()
    busy.add(me)
    try:
        stream.write(text)
    except BaseException as error:
        _failed(error, text)
    finally:
        busy.discard(me)


# The stream that is known to run no Python code, so that it needs no guard against probes in its own methods.
_plain_stream: Any = ()


def _is_plain(stream: object) -> bool:
    if type(stream) is not TextIOWrapper:
        return False
    buffer = stream.buffer
    return type(buffer) is BufferedWriter and type(buffer.raw) is FileIO


def _set_plain(stream: object) -> None:
    global _plain_stream
    _plain_stream = stream


def _failed(error: BaseException, text: str) -> None:
    global lost
    if isinstance(error, UnicodeError):
        try:
            sys.stderr.write(text.encode("ascii", "backslashreplace").decode("ascii"))
            return
        except BaseException as second:
            error = second
    lost += 1
    if must_propagate(error):
        raise error


class File:
    """Appends events to a file, each by one write: nothing is lost in a crash, and forked processes do not mix."""

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self.fd = -1
        self.inode: Tuple[int, int] = (0, 0)
        self.refused = False

    def __call__(self, text: str) -> None:
        global lost
        if self.refused:
            lost += 1
            return
        try:
            if not self.is_open():
                self.open()
            data = text.encode("utf-8", "backslashreplace")
            while data:
                data = data[_write(self.fd, data) :]
        except OSError as error:
            lost += 1
            self.refused = True
            to_stderr(f"instr: cannot write the log to {self.path}: {error.strerror}\n")

    def is_open(self) -> bool:
        """Whether the descriptor is still ours: a daemon closes those that it does not know, and opens others."""
        if self.fd < 0:
            return False
        try:
            found = _fstat(self.fd)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self.inode

    def open(self) -> None:
        fd = _open(self.path, _APPEND, 0o666)
        try:
            # Out of the way: the program's own descriptors keep their numbers.
            from fcntl import F_DUPFD_CLOEXEC, fcntl

            high = fcntl(fd, F_DUPFD_CLOEXEC, 200)
            _close(fd)
            fd = high
        except (ImportError, OSError):
            pass
        found = _fstat(fd)
        self.inode = (found.st_dev, found.st_ino)
        self.fd = fd


def chosen(path: Optional[str]) -> Callable[[str], None]:
    """The sink for a value of INSTR_LOG."""
    return File(path) if path else to_stderr


emit = chosen(os.environ.get("INSTR_LOG"))

if hasattr(os, "register_at_fork"):
    # Threads of the parent do not exist in the child, their numbers may come again.
    os.register_at_fork(after_in_child=busy.clear)
