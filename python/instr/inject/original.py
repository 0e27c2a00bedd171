"""The lines to print, as they were before the probes came into the file.

The file on disk is the rewritten one, so what was inserted has to be found again: by parsing it, as `instr strip` does,
though not before a line is asked for that holds more than a probe before a statement. Whatever fails on the way, the
line is shown as it is.
"""

from __future__ import annotations

import os
import sys
from builtins import (
    Exception, LookupError, MemoryError, OSError, RecursionError, SyntaxError, ValueError, bytes, dict, int, len, list,
    str,
)  # fmt: skip
from _io import open

from ..reentrancy import busy, ident, is_async_exception
from .strip import HINT, stripped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, List, Optional

_COOKIE: Any
_PREFIX: Any


def prepare() -> None:
    """Compiles the patterns: not at a hit, and not where lines are known without them."""
    global _COOKIE, _PREFIX
    import re

    _COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
    _PREFIX = re.compile(r"""([ \t\f]*)(_instr\d*)\(\d+(?:, (?:"\w+"|'\w+'))*(?:, (\w+)=\3)*\); """)


class Lines:
    """A file's lines as they are printed, `228         assert tag`; each is made when it is asked for."""

    __slots__ = ("by_number", "name", "path", "loader", "texts", "originals")

    def __init__(self, frame: FrameType) -> None:
        self.by_number: Dict[int, str] = {}
        self.name = frame.f_code.co_filename
        # Now, as the program may change its folder.
        self.path = os.path.abspath(self.name)
        self.loader: Any = frame.f_globals.get("__loader__")
        self.texts: Optional[List[str]] = None
        self.originals: Optional[List[str]] = None

    def printed(self, number: int) -> str:
        """The number and the line without probes."""
        me = ident()
        busy.add(me)
        try:
            text = self.original(number)
        except Exception as error:
            if is_async_exception(error):
                raise
            text = ""
        finally:
            busy.discard(me)
        printed = self.by_number[number] = f"{number} {text}\n"
        return printed

    def original(self, number: int) -> str:
        """The line without probes; empty if there is no source."""
        if self.texts is None:
            self.texts = self.source().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if not 0 < number <= len(self.texts):
            return ""
        text = self.texts[number - 1]
        plain = without_prefix(text)
        if plain is not None:
            return plain
        if self.originals is None:
            try:
                self.originals = stripped(self.texts)
            except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
                self.originals = self.texts  # the file changed, or is too deep for this CPython
        return self.originals[number - 1]

    def source(self) -> str:
        """The text of the file, from wherever it can be had."""
        try:
            with open(self.path, "rb") as file:
                return decoded(file.read())
        except OSError:
            pass
        linecache = sys.modules.get("linecache")
        if linecache is not None and self.name in linecache.cache:
            # Cells of notebooks and examples of doctest are found only here.
            return "".join(linecache.getlines(self.name))
        data: bytes = self.loader.get_data(self.name)
        return decoded(data)


_files: Dict[str, Lines] = {}


def lines_of(frame: FrameType) -> Lines:
    """The lines of the file whose code `frame` runs."""
    lines = _files.get(frame.f_code.co_filename)
    return remember(frame) if lines is None else lines


def remember(frame: FrameType) -> Lines:
    """Makes a file known that begins to run; one of the same name from before is forgotten."""
    lines = _files[frame.f_code.co_filename] = Lines(frame)
    return lines


def without_prefix(text: str) -> Optional[str]:
    """The line without what was inserted, where that is plain to see."""
    if "_instr" not in text:
        # All that is inserted ends with a parenthesis.
        return None if ")" in text else text
    found = _PREFIX.match(text)
    if found is None:
        return None
    # Behind a whole probe a statement begins: nothing that was inserted there can do without the name.
    rest = text[found.end() :]
    return None if "_instr" in rest or HINT in rest else found[1] + rest


def decoded(data: bytes) -> str:
    """The text of a file, by the encoding that it declares."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    for line in data.split(b"\n", 2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie is not None:
            return data.decode(cookie[1].decode("ascii"), "replace")
    return data.decode("utf-8", "replace")
