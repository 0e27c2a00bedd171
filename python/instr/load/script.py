"""The beginning of a script with probes: its code runs this before anything else, in its own frame.

CPython was given a compiled file; here everything gets the look of the script.
"""

from __future__ import annotations

import builtins
import sys
from builtins import dict, getattr, hasattr, tuple, type

from .placeholders import BUILTIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List

    from .importer import Importer


def begin(importer: Importer, main: Dict[str, Any]) -> None:
    """Fills the table, and mends `__main__` and `sys`."""
    key, path, filename = main["key"], main["path"], main["filename"]
    importer.recorder.loaded(path)
    table = tuple(importer.table(path, main["entries"]))
    for names in all_builtins():
        names[BUILTIN] = table
    compiled = sys.argv[0]
    sys.argv[0] = main["argv0"]
    module = sys.modules["__main__"].__dict__
    kind = main["kind"]
    if kind == "script":
        from _frozen_importlib_external import SourceFileLoader

        module["__file__"] = filename
        module["__loader__"] = SourceFileLoader("__main__", filename)
    else:
        from _frozen_importlib import BuiltinImporter

        module["__loader__"] = BuiltinImporter
        if kind == "stdin":
            module["__file__"] = "<stdin>"
        else:
            module.pop("__file__", None)
            module.pop("__cached__", None)
    if not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        sys.path[0] = main["path0"]
    original: List[str] = getattr(sys, "orig_argv", [])
    if compiled in original:
        at = original.index(compiled)
        original[at : at + 1] = main["argument"]
    if kind == "command" and sys.version_info >= (3, 13):
        _show_source(filename, importer.read_unit(key)["source"])
    if main["noisy"]:
        from . import unit

        unit.warns(importer.read_unit(key)["source"], filename)


def all_builtins() -> List[Dict[str, Any]]:
    """The builtins, and the copy of them that CPython restores at shutdown, before the last generators are closed."""
    ours = builtins.__dict__
    build = ours["__build_class__"]
    import gc

    found = [o for o in gc.get_objects() if type(o) is dict and o.get("__build_class__") is build and o is not ours]
    return [ours, *found]


def _show_source(filename: str, source: str) -> None:
    """Since 3.13 tracebacks show the lines of `-c`."""
    import linecache

    # Early releases of 3.13 know it by the file's name.
    by_code = hasattr(linecache, "_interactive_cache")
    linecache._register_code(  # type: ignore[attr-defined]
        sys._getframe(4).f_code if by_code else filename, source, filename
    )
