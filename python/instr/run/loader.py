"""Gives files their probes while the ordinary machinery loads them.

`SourceFileLoader.get_code` is the one place that every way of importing a source file passes, `runpy` too. The loader
of a file without probes is called as if nothing were here.
"""

from __future__ import annotations

import marshal
import sys
from _frozen_importlib_external import SourceFileLoader, SourceLoader, cache_from_source
from builtins import BaseException, Exception, OSError, dict, eval, hasattr, list, open, setattr, str, tuple, type

from . import report, sites
from .holder import with_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, Dict, List, Optional, Tuple

try:
    import posix as system
except ImportError:
    import nt as system  # type: ignore[no-redef]

# By path: the unit's key, and the file's size and time of change when it was rewritten.
_files: Dict[str, List[Any]] = {}
# Paths by the last part of their names, for files that go by another path.
_by_name: Dict[str, List[str]] = {}
_folder = ""
# What to patch once it is there: by module, an attribute to wait for, and the patch.
AFTER: Dict[str, Tuple[str, Callable[[Any], None]]] = {}


def know(files: Dict[str, List[Any]], folder: str) -> None:
    """Sets the files of a run, and the folder of the units."""
    global _folder
    _folder = folder
    _files.update(files)
    for path in files:
        _by_name.setdefault(path.rpartition("/")[2], []).append(path)


def install() -> None:
    """Takes part in loading."""
    if _files:
        # Of the same name and file as the machinery's own, so that it leaves tracebacks like those.
        code = _wrapper.__code__.replace(co_filename="<frozen importlib._bootstrap_external>", co_name="get_code")
        make: Any = type(_wrapper)
        function = make(code, _wrapper.__globals__, "get_code", None, None)
        function.__qualname__ = "SourceLoader.get_code"
        function.__module__ = SourceLoader.__module__
        function.__doc__ = SourceLoader.get_code.__doc__
        setattr(SourceFileLoader, "get_code", function)


_original: Any = SourceLoader.get_code


def _wrapper(self: Any, fullname: str) -> Any:
    return _code(self, fullname) or _original(self, fullname)


def _code(self: Any, fullname: str) -> Optional[CodeType]:
    known = None
    try:
        for name in list(AFTER):
            module = sys.modules.get(name)
            if module is not None and hasattr(module, AFTER[name][0]):
                AFTER.pop(name)[1](module)
        path = self.get_filename(fullname)
        known = known_path(path)
        if known is None:
            return None
        if type(self).source_to_code is not SourceLoader.source_to_code:
            report.PROBLEMS.append((known, f"is compiled by {type(self).__name__}: it has no probes"))
            return None
        return code_for(known, path)
    except Exception as error:
        if known is not None:
            report.PROBLEMS.append((known, f"could not be given its probes: {type(error).__name__}: {error}"))
        return None


def known_path(path: str) -> Optional[str]:
    """The path under which a file has probes."""
    if path in _files:
        return path
    for other in _by_name.get(path.rpartition("/")[2], ()):
        try:
            mine, theirs = system.stat(path), system.stat(other)
        except OSError:
            continue
        if (mine.st_dev, mine.st_ino) == (theirs.st_dev, theirs.st_ino):
            return other
    return None


def is_current(path: str) -> bool:
    """The file is what it was when it was rewritten."""
    found = system.stat(path)
    return [found.st_size, found.st_mtime_ns] == _files[path][1:]


def code_for(path: str, filename: str) -> Optional[CodeType]:
    """The code of a file with probes, as it is called now; none if it cannot be had."""
    if not is_current(path):
        report.PROBLEMS.append((path, "has changed since the run began: it has no probes"))
        return None
    key = _files[path][0]
    cached = f"{_folder}/{key}.{_tag()}.code"
    try:
        with open(cached, "rb") as file:
            name, noisy, code, entries, frames, codes = marshal.loads(file.read())
        if name != filename:
            raise ValueError
    except (OSError, ValueError, EOFError, TypeError):
        from . import unit

        data = read_unit(key)
        try:
            code, noisy = unit.Unit(data).compiled(filename)
        except SyntaxError:
            return None  # the program will say so
        entries, frames = data["entries"], data["frames"]
        codes = sites.codes(entries, frames, path)
        write(cached, marshal.dumps((filename, noisy, code, entries, frames, codes)))
    return bind(code, path, key, entries, frames, codes)


def bind(code: CodeType, path: str, key: str, entries: Any, frames: Any, codes: Tuple[Any, ...]) -> CodeType:
    """The code with its table."""
    return with_table(code, tuple(sites.table(entries, frames, path, codes)))


def bound_here(code: CodeType, path: str, data: Dict[str, Any]) -> CodeType:
    """The code with its table, for who compiled it elsewhere."""
    key = _files[path][0]
    codes = sites.codes(data["entries"], data["frames"], path)
    return bind(code, path, key, data["entries"], data["frames"], codes)


def tree_for(path: str, filename: str) -> Any:
    """The tree of a file with probes, for who compiles it elsewhere, and its unit."""
    from . import unit

    data = read_unit(_files[path][0])
    return unit.Unit(data).tree(filename), data


def key_of(path: str) -> str:
    """The unit of a file."""
    key: str = _files[path][0]
    return key


def read_unit(key: str) -> Dict[str, Any]:
    """A unit by its key."""
    return read_file(f"{_folder}/{key}.json")


def read_file(path: str) -> Dict[str, Any]:
    """A unit as Rust wrote it: JSON, which is Python but for three names."""
    with open(path, encoding="utf-8") as file:
        data: Dict[str, Any] = eval(file.read(), {"true": True, "false": False, "null": None})
    return data


def write(path: str, data: bytes) -> None:
    """Writes a file of the cache: others see all of it or nothing."""
    temporary = f"{path}.{system.getpid()}.tmp"
    try:
        fd = system.open(temporary, system.O_WRONLY | system.O_CREAT | system.O_EXCL, 0o666)
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
