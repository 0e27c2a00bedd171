"""Starts instr in an interpreter of a run: the main one and all that it starts."""

import sys


# Rewritten files and the program's own Python call what is in these; a run needs nothing of them.
_LEFT_OUT = ("inject", "api")


def bundle(runtime):
    """Compiles this file and the package's modules for this interpreter, and puts them into the cache."""
    import marshal
    import posix
    from _io import open

    known = "__future__" in sys.modules
    flag = __import__("__future__").annotations.compiler_flag
    if not known:
        del sys.modules["__future__"]
    with open(runtime + "/site/launch.py", encoding="utf-8") as file:
        own = compile(file.read(), "<instr launch>", "exec", 0, True, 2)
    modules = {}
    folders = [""]
    while folders:
        folder = folders.pop()
        for entry in posix.listdir(runtime + "/instr/" + folder):
            relative = folder + entry
            if entry.endswith(".py"):
                with open(runtime + "/instr/" + relative, encoding="utf-8") as file:
                    source = file.read()
                # A flag in place of the import, which would import a module.
                source = source.replace("from __future__ import annotations\n", "\n")
                code = compile(source, "<instr %s>" % relative, "exec", flag, True, 2)
                modules[relative[:-3].replace("/", ".")] = marshal.dumps(code)
            elif "." not in entry and relative not in _LEFT_OUT and entry != "__pycache__":
                folders.append(relative + "/")
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
    """What imports the package's modules, which nobody but they can import; each runs when it is first asked for."""
    import builtins

    modules = modules or cached(runtime) or bundle(runtime)
    loaded, kept = {}, {}
    # The program may patch or clear its own.
    names = dict(vars(builtins))
    real = builtins.__import__
    loads = __import__("marshal").loads

    def module(name):
        """A module by its name in the package; empty is the package itself."""
        if name in loaded:
            return loaded[name]
        parent, _, last = name.rpartition(".")
        if name and parent not in loaded:
            module(parent)
        is_package = name not in modules
        made = type(sys)("@instr." + name if name else "@instr")
        full = "@instr." + (name if is_package else parent)
        made.__package__ = full.rstrip(".")
        made.__builtins__ = names
        loaded[name] = made
        exec(loads(modules[(name + ".__init__").lstrip(".") if is_package else name]), made.__dict__)
        if name:
            setattr(loaded[parent], last, made)
        return made

    def find(name, space=None, local=None, wanted=(), level=0):
        """`import` in the modules."""
        if level:
            package = space["__package__"].split(".")
            full = ".".join(filter(None, package[1 : len(package) - level + 1] + [name]))
            for item in wanted if not name or full not in modules else ():
                inner = (full + "." + item).lstrip(".")
                if inner in modules or inner + ".__init__" in modules:
                    module(inner)
            return module(full)
        if type(wanted) is list:
            return real(name, space, local, wanted)  # CPython itself, which looks for it in `sys.modules`
        if name in kept:
            return kept[name]
        known = name in sys.modules
        found = real(name, space, local, wanted)
        origin = getattr(getattr(found, "__spec__", None), "origin", None) or ""
        # What is written in C the program gets anew when it asks for it; but there is one list of functions to call at exit.
        if not known and name != "atexit" and (origin == "built-in" or origin.endswith((".so", ".pyd"))):
            kept[name] = sys.modules.pop(name, found)
        return found

    # They run at the end, too, when the program may have emptied its builtins.
    own = {"__builtins__": names, "sys": sys}
    module, find = [type(f)(f.__code__, own, f.__name__, f.__defaults__, f.__closure__) for f in (module, find)]
    names["__import__"] = find
    return module


def _exists(path):
    import posix

    try:
        posix.stat(path)
    except OSError:
        return False
    return True


def start(runtime, modules):
    """Reads what the run is about and starts; what a script calls as it begins."""
    import posix
    from _io import open

    folder, _, path = posix.environ[b"INSTR_RUN"].decode("utf-8", "surrogateescape").partition(":")
    try:
        with open(path, encoding="utf-8") as file:
            data = eval(file.read(), {"true": True, "false": False, "null": None})
    except OSError:
        return None  # the run is over
    if data["python"] != [sys.implementation.name, sys.version_info[0], sys.version_info[1]]:
        return None
    module = load(runtime, modules)
    data["pid"] = folder.rpartition("/")[2].partition("-")[0]
    request = folder + "/build"
    if sys.argv and sys.argv[0].endswith(".instr.pyc") and _exists(request):
        module("load.build").build(request, runtime, bundle_path(runtime), True)
    session = module("session").Session(data, folder, module)
    session.start()
    return session.begin_script
