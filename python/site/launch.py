"""Starts instr in an interpreter of a run: the main one and all that it starts."""

import sys


# The modules, each behind those that it imports.
_NAMES = ["", "guard", "format", "elsewhere", "memory", "looped", "run"]
_NAMES += ["run." + n for n in ("holder", "events", "report", "hits", "kinds", "known", "sites", "logs", "loader", "foreign", "start", "boot")]
# Those that are loaded when they are imported.
_LATE = ["ways"] + ["run." + n for n in ("positions", "unit", "twofold", "build", "dynamic", "settrace", "monitoring", "origins", "sights", "stages", "table")]


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
    modules, late = [], {}
    for name in _NAMES + _LATE:
        is_package = name in ("", "run")
        relative = (name.replace(".", "/") + ("/__init__.py" if is_package else ".py")).lstrip("/")
        with open("%s/instr/%s" % (runtime, relative), encoding="utf-8") as file:
            source = file.read()
        # A flag in place of the import, which would import a module.
        source = source.replace("from __future__ import annotations\n", "\n")
        code = compile(source, "<instr %s>" % relative, "exec", flag, True, 2)
        if name in _LATE:
            late[name] = marshal.dumps(code)
        else:
            modules.append((name, is_package, code))
    bundled = modules, late
    _write(bundle_path(runtime), marshal.dumps((own, bundled)))
    _hook(runtime + "/site", marshal.dumps)
    return bundled


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
    """Runs the modules, which nobody but they can import, and returns them by name."""
    import builtins

    modules, late = modules or cached(runtime) or bundle(runtime)
    loaded, kept = {}, {}
    # The program may patch or clear its own.
    names = dict(vars(builtins))
    real = builtins.__import__

    def run(modules):
        for name, is_package, code in modules:
            module = type(sys)("@instr." + name if name else "@instr")
            parent, _, last = name.rpartition(".")
            module.__package__ = name if is_package else parent
            module.__builtins__ = names
            exec(code, module.__dict__)
            loaded[name] = module
            if name:
                setattr(loaded[parent], last, module)

    def find(name, space=None, local=None, wanted=(), level=0):
        """`import` in the modules."""
        if level:
            package = space["__package__"].split(".")
            full = ".".join(filter(None, package[: len(package) - level + 1] + [name]))
            asked = [full] if name else [full + "." + item for item in wanted]
            for missing in [item for item in asked if item in late and item not in loaded]:
                run([(missing, False, __import__("marshal").loads(late[missing]))])
            return loaded[full]
        if type(wanted) is list:
            return real(name, space, local, wanted)  # CPython itself, which looks for it in `sys.modules`
        if name in kept:
            return kept[name]
        known = name in sys.modules
        module = real(name, space, local, wanted)
        origin = getattr(getattr(module, "__spec__", None), "origin", None) or ""
        # What is written in C the program gets anew when it asks for it; but there is one list of functions to call at exit.
        if not known and name != "atexit" and (origin == "built-in" or origin.endswith((".so", ".pyd"))):
            kept[name] = sys.modules.pop(name, module)
        return module

    # They run at the end, too, when the program may have emptied its builtins.
    own = {"__builtins__": names, "sys": sys}
    run, find = [type(f)(f.__code__, own, f.__name__, f.__defaults__, f.__closure__) for f in (run, find)]
    names["__import__"] = find
    run(modules)
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
        loaded["run.start"].build(request, runtime, bundle_path(runtime), True)
    loaded["run.boot"].start(session, session["units"], loaded)
    return loaded["run.start"]
