"""Those who compile source files themselves: pytest, coverage, and runpy for a script of multiprocessing."""

from __future__ import annotations

import sys
from builtins import OSError, compile, hasattr, open, str

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .importer import Importer


def install(importer: Importer, is_main: bool) -> None:
    """Watches for them: a look into `sys.modules` whenever a file is loaded."""
    if not importer.files:
        return
    importer.after["_pytest.assertion.rewrite"] = "_write_pyc", lambda module: _pytest(module, importer)
    importer.after["coverage.execfile"] = "make_code_from_py", lambda module: _coverage(module, importer)
    if not is_main and _is_of_multiprocessing():
        import runpy

        _runpy(runpy, importer)


def _is_of_multiprocessing() -> bool:
    """This process runs functions for its parent: it will load the parent's script by `runpy`."""
    if "--multiprocessing-fork" in sys.argv:
        return True
    try:
        # A server that forks such processes is started by `-c`; what follows that, only the system knows before 3.10.
        with open("/proc/self/cmdline", "rb") as file:
            return b"multiprocessing.forkserver" in file.read()
    except OSError:
        return False


def _runpy(module: Any, importer: Importer) -> None:
    original = module._get_code_from_file

    # Up to 3.12 it takes a run name before the path, and returns the path besides.
    gives_pair = original.__code__.co_varnames[0] == "run_name"

    def _get_code_from_file(*args: Any) -> Any:
        name = args[1 if gives_pair else 0]
        found = str(name)
        path = importer.known_path(found)
        code = importer.code_for(path, found) if path is not None else None
        if code is None:
            return original(*args)
        return (code, name) if gives_pair else code

    module._get_code_from_file = _get_code_from_file


def _pytest(module: Any, importer: Importer) -> None:
    read, rewrite, write = module._read_pyc, module._rewrite_test, module._write_pyc

    def path_of(found: Any) -> Any:
        path = importer.known_path(str(found))
        return path if path is not None and importer.is_current(path) else None

    def _read_pyc(source: Any, *rest: Any, **more: Any) -> Any:
        return None if path_of(source) is not None else read(source, *rest, **more)

    def _rewrite_test(fn: Any, config: Any) -> Any:
        path = path_of(fn)
        if path is None:
            return rewrite(fn, config)
        name = str(fn)
        stat = fn.stat() if hasattr(fn, "stat") else None
        from . import unit

        tree, data = importer.tree_for(path, name)
        module.rewrite_asserts(tree, fn.read_bytes(), name, config)
        with unit.Silence():
            code = compile(tree, name, "exec", 0, True)
        return stat, importer.bound(code, path, data["entries"])

    def _write_pyc(state: Any, co: Any, *rest: Any, **more: Any) -> Any:
        path = path_of(co.co_filename)
        return True if path is not None else write(state, co, *rest, **more)

    module._read_pyc = _read_pyc
    module._rewrite_test = _rewrite_test
    module._write_pyc = _write_pyc


def _coverage(module: Any, importer: Importer) -> None:
    original = module.make_code_from_py

    def make_code_from_py(filename: str) -> Any:
        path = importer.known_path(filename)
        code = importer.code_for(path, filename) if path is not None else None
        return original(filename) if code is None else code

    module.make_code_from_py = make_code_from_py
