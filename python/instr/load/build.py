"""Compiles a script with probes: in the interpreter that is about to run it, or in one that then becomes that.

A request is a file: the unit, where the code goes, the level of `-O`, and the command line that runs the script as it
is, with the place in it where the script begins; a NUL between each.
"""

from __future__ import annotations

import marshal
import posix
from _frozen_importlib_external import MAGIC_NUMBER
from builtins import (
    BaseException, MemoryError, RecursionError, SyntaxError, ValueError, bytes, compile, getattr, hasattr, int, len, open,
    tuple, type,
)  # fmt: skip

from . import unit
from .importer import read_file, write
from .placeholders import LAUNCH as HELD, bound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, NoReturn

LAUNCH = """
import sys
start = sys.modules.pop("@instr.start", None)
if start is None:
    with __import__("_io").open({bundle!r}, "rb") as file:
        code, modules = __import__("marshal").loads(file.read())
    launch = {{"__name__": "instr"}}
    exec(code, launch)
    start = launch["start"]({runtime!r}, modules)
start({main!r})
"""


def build(request: str, runtime: str, bundle: str, stays: bool) -> None:
    """Does what is requested, and becomes the interpreter of the script; not if this is it already, and `stays`.

    What CPython does not accept runs as it is: CPython says why. If anything else is wrong, nothing runs.
    """
    with open(request, "rb") as file:
        path, output, level, at, *plain = file.read().split(b"\0")
    posix.unlink(request)
    begins = int(at)
    data = read_file(_text(path))
    main = data["main"]
    try:
        accepted = _compiled(data, main, _text(path), _text(output), int(level), runtime, bundle)
    except BaseException as error:
        text = f"instr: {main['argv0']} could not be given its probes: {type(error).__name__}: {error}\n"
        posix.write(2, text.encode("utf-8", "backslashreplace"))
        posix._exit(2)
    if accepted:
        if stays:
            return
        plain[begins : begins + len(main["argument"])] = [output]
    elif main["kind"] == "stdin":
        _again(data["source"], _text(output))
    _become(plain)


def _compiled(data: Any, main: Any, path: str, output: str, level: int, runtime: str, bundle: str) -> bool:
    source = unit.Unit(data)
    with unit.Silence():
        try:
            code, noisy = source.compiled(main["filename"], level, True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    main.update(noisy=noisy, key=path.rpartition("/")[2][: -len(".json")], path=data["path"])
    main.update(entries=data["entries"])
    text = LAUNCH.format(bundle=bundle, runtime=runtime, main=main)
    begin = compile(text, "<instr>", "exec", 0, True)
    code = bound(code, {HELD: begin})
    write(output, MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
    posix.stat(output)
    return True


def _again(source: str, output: str) -> None:
    """Puts what was read from standard input back there."""
    path = f"{output}.{posix.getpid()}"
    write(path, source.encode("utf-8", "surrogateescape"))
    fd = posix.open(path, posix.O_RDONLY)
    posix.unlink(path)
    posix.dup2(fd, 0)


def _become(command: List[bytes]) -> NoReturn:
    import _signal as signal  # type: ignore[import-not-found]

    # What is ignored stays ignored in what this becomes.
    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    posix.execv(command[0], command)


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
