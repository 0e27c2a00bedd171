"""Gives files their probes while the ordinary machinery loads them.

`SourceFileLoader.get_code` is the one place that every way of importing a source file passes, `runpy` too. The loader
of a file without probes is called as if nothing were here.
"""

from __future__ import annotations

import marshal
import sys
from _frozen_importlib_external import SourceFileLoader, SourceLoader
from builtins import EOFError, Exception, OSError, SyntaxError, TypeError, ValueError, eval, hasattr, list, open, setattr, tuple, type

from .placeholders import with_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, Dict, List, Optional, Tuple

    from ..record.recorder import Recorder

try:
    import posix as system
except ImportError:
    import nt as system  # type: ignore[no-redef]


class Importer:
    """The files of a run, and how each gets its probes."""

    def __init__(self, files: Dict[str, List[Any]], folder: str, recorder: Recorder, table: Callable[[str, Any], List[Any]]) -> None:
        """`files`: by path the unit's key, and the file's size and time of change when it was rewritten; `folder` holds the
        units; `table` makes the functions of a path's table of entries."""
        self.files = files
        self.folder = folder
        self.recorder = recorder
        self.table = table
        # Paths by the last part of their names, for files that go by another path.
        self._by_name: Dict[str, List[str]] = {}
        for path in files:
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        # What to patch once it is there: by module, an attribute to wait for, and the patch.
        self.after: Dict[str, Tuple[str, Callable[[Any], None]]] = {}

    def install(self) -> None:
        """Takes part in loading."""
        if not self.files:
            return
        original: Any = SourceLoader.get_code
        code = self._code

        def get_code(loader: Any, fullname: str) -> Any:
            return code(loader, fullname) or original(loader, fullname)

        # Of the same name and file as the machinery's own, so that it leaves tracebacks like those.
        like = get_code.__code__.replace(co_filename="<frozen importlib._bootstrap_external>", co_name="get_code")
        make: Any = type(get_code)
        function = make(like, get_code.__globals__, "get_code", None, get_code.__closure__)
        function.__qualname__ = "SourceLoader.get_code"
        function.__module__ = SourceLoader.__module__
        function.__doc__ = SourceLoader.get_code.__doc__
        setattr(SourceFileLoader, "get_code", function)

    def _code(self, loader: Any, fullname: str) -> Optional[CodeType]:
        known = None
        try:
            for name in list(self.after):
                module = sys.modules.get(name)
                if module is not None and hasattr(module, self.after[name][0]):
                    self.after.pop(name)[1](module)
            path = loader.get_filename(fullname)
            known = self.known_path(path)
            if known is None:
                return None
            if type(loader).source_to_code is not SourceLoader.source_to_code:
                self.recorder.problem(known, f"is compiled by {type(loader).__name__}: it has no probes")
                return None
            return self.code_for(known, path)
        except Exception as error:
            if known is not None:
                self.recorder.problem(known, f"could not be given its probes: {type(error).__name__}: {error}")
            return None

    def known_path(self, path: str) -> Optional[str]:
        """The path under which a file has probes."""
        if path in self.files:
            return path
        for other in self._by_name.get(path.rpartition("/")[2], ()):
            try:
                mine, theirs = system.stat(path), system.stat(other)
            except OSError:
                continue
            if (mine.st_dev, mine.st_ino) == (theirs.st_dev, theirs.st_ino):
                return other
        return None

    def is_current(self, path: str) -> bool:
        """The file is what it was when it was rewritten."""
        found = system.stat(path)
        return [found.st_size, found.st_mtime_ns] == self.files[path][1:3]

    def code_for(self, path: str, filename: str) -> Optional[CodeType]:
        """The code of a file with probes, as it is called now; none if it cannot be had."""
        if not self.is_current(path):
            self.recorder.problem(path, "has changed since the run began: it has no probes")
            return None
        key = self.key_of(path)
        cached = f"{self.folder}/{key}.{_tag()}.code"
        try:
            with open(cached, "rb") as file:
                name, noisy, code, entries = marshal.loads(file.read())
            if name != filename:
                raise ValueError
        except (OSError, ValueError, EOFError, TypeError):
            from . import unit

            data = self.read_unit(key)
            try:
                code, noisy = unit.Unit(data).compiled(filename)
            except SyntaxError:
                return None  # the program will say so
            entries = data["entries"]
            write(cached, marshal.dumps((filename, noisy, code, entries)))
        return self.bound(code, path, entries)

    def bound(self, code: CodeType, path: str, entries: Any) -> CodeType:
        """The code with its table."""
        self.recorder.loaded(path)
        return with_table(code, tuple(self.table(path, entries)))

    def tree_for(self, path: str, filename: str) -> Any:
        """The tree of a file with probes, for who compiles it elsewhere, and its unit."""
        from . import unit

        data = self.read_unit(self.key_of(path))
        return unit.Unit(data).tree(filename), data

    def key_of(self, path: str) -> str:
        """The unit of a file."""
        key: str = self.files[path][0]
        return key

    def read_unit(self, key: str) -> Dict[str, Any]:
        """A unit by its key."""
        return read_file(f"{self.folder}/{key}.json")


def read_file(path: str) -> Dict[str, Any]:
    """A unit as Rust wrote it: JSON, which is Python but for three names."""
    with open(path, encoding="utf-8") as file:
        data: Dict[str, Any] = eval(file.read(), {"true": True, "false": False, "null": None})
    return data


def write(path: str, data: bytes) -> None:
    """Writes a file of the cache: others see all of it or nothing."""
    temporary = f"{path}.{system.getpid()}.tmp"
    try:
        fd = system.open(temporary, system.O_WRONLY | system.O_CREAT | system.O_EXCL, 0o600)
        try:
            while data:
                data = data[system.write(fd, data) :]
        finally:
            system.close(fd)
        system.replace(temporary, path)
    except OSError:
        pass


def _tag() -> str:
    level = sys.flags.optimize
    return f"{sys.implementation.cache_tag}-{sys.hexversion:x}{f'.opt-{level}' if level else ''}"
