"""Starts instr in an interpreter of a run: the main one and all that it starts."""

import sys


def _names():
    """The modules, each behind those that it imports."""
    parts = ["guard", "format", "sinks", "strip", "original", "elsewhere", "frames", "loops"]
    run = ["borrow", "positions", "unit", "events", "report", "hits", "sites", "logs", "loader", "foreign", "build", "start", "boot"]
    return [("", True)] + [(name, False) for name in parts] + [("run", True)] + [("run." + name, False) for name in run]


def bundle(runtime):
    """Compiles this file and the modules for this interpreter, and puts them into the cache."""
    import marshal
    from _io import open

    known = "__future__" in sys.modules
    flag = __import__("__future__").annotations.compiler_flag
    if not known:
        del sys.modules["__future__"]
    with open(runtime + "/site/launch.py", encoding="utf-8") as file:
        own = compile(file.read(), "<instr launch>", "exec", 0, True, 2)
    modules = []
    for name, is_package in _names():
        relative = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
        relative = relative.lstrip("/")
        with open("%s/instr/%s" % (runtime, relative), encoding="utf-8") as file:
            source = file.read()
        # A flag in place of the import, which would import a module.
        source = source.replace("from __future__ import annotations\n", "\n")
        code = compile(source, "<instr %s>" % relative, "exec", flag, True, 2)
        modules.append((name, is_package, code))
    _write(bundle_path(runtime), marshal.dumps((own, modules)))
    _hook(runtime + "/site", marshal.dumps)
    return modules


def _hook(folder, dumps):
    """The bytecode of `sitecustomize`, for users who let CPython write none: compiling takes longer than all the rest."""
    import posix
    from _frozen_importlib_external import MAGIC_NUMBER
    from _io import open

    path = folder + "/sitecustomize.py"
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec", 0, True, 2)
    try:
        posix.mkdir(folder + "/__pycache__")
    except OSError:
        pass
    # Not to be checked against the source: no one changes that.
    data = MAGIC_NUMBER + b"\1" + bytes(11) + dumps(code)
    for level in ("", ".opt-1", ".opt-2"):
        _write("%s/__pycache__/sitecustomize.%s%s.pyc" % (folder, sys.implementation.cache_tag, level), data)


def _write(path, data):
    """Others see all of it or nothing."""
    import posix
    from _io import open

    temporary = "%s.%d.tmp" % (path, posix.getpid())
    try:
        with open(temporary, "wb") as file:
            file.write(data)
        posix.replace(temporary, path)
    except OSError:
        pass


def cached(runtime):
    """What `bundle` has put there; None where there is none."""
    import marshal
    from _io import open

    try:
        with open(bundle_path(runtime), "rb") as file:
            return marshal.loads(file.read())[1]
    except (OSError, ValueError, EOFError, TypeError):
        return None


def bundle_path(runtime):
    tag = "%s-%x" % (sys.implementation.cache_tag, sys.hexversion)
    return "%s/bundle.%s.bin" % (runtime, tag)


def load(runtime, modules):
    """Runs the modules, under names that nobody can import, and returns them by name."""
    import builtins

    loaded = {}
    prefix = "@instr"
    before = set(sys.modules)
    # The program may patch or clear its own.
    names = dict(vars(builtins))
    try:
        for name, is_package, code in modules or cached(runtime) or bundle(runtime):
            full = prefix + "." + name if name else prefix
            module = type(sys)(full)
            module.__package__ = full if is_package else full.rpartition(".")[0]
            module.__builtins__ = names
            if is_package:
                module.__path__ = []
            sys.modules[full] = loaded[name] = module
            exec(code, module.__dict__)
            if name:
                parent, _, last = full.rpartition(".")
                setattr(sys.modules[parent], last, module)
    finally:
        for full in set(sys.modules) - before:
            # What is written in C the program gets anew when it asks for it; ours stay alive.
            origin = getattr(getattr(sys.modules[full], "__spec__", None), "origin", None) or ""
            if full.startswith(prefix) or origin == "built-in" or origin.endswith((".so", ".pyd")):
                loaded[full] = sys.modules.pop(full)
    return loaded


def _exists(path):
    import posix

    try:
        posix.stat(path)
    except OSError:
        return False
    return True


def start(runtime, modules):
    """Reads what the run is about and starts; the module that a script begins with."""
    import posix
    from _io import open

    run, _, path = posix.environ[b"INSTR_RUN"].decode("utf-8", "surrogateescape").partition(":")
    with open(path, encoding="utf-8") as file:
        session = eval(file.read(), {"true": True, "false": False, "null": None})
    if session["python"] != [sys.implementation.name, sys.version_info[0], sys.version_info[1]]:
        return None
    loaded = load(runtime, modules)
    session["run"] = run
    session["reached"] = "%s/runs/%s" % (path.rpartition("/")[0].rpartition("/")[0], run)
    request = session["reached"] + ".build"
    if sys.argv and sys.argv[0].endswith(".instr.pyc") and _exists(request):
        loaded["run.build"].build(request, runtime, bundle_path(runtime), True)
    loaded["run.boot"].start(session, session["units"], loaded)
    return loaded["run.start"]
