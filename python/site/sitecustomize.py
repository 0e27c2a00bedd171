"""Starts instr in an interpreter of a run, then hands over to the real module of this name.

Any Python may come by here, so this file is plain old Python; it is compiled at each start, so it is short.
"""

import sys


def main(here):
    runtime = here.rpartition("/")[0]
    if here in sys.path:
        sys.path.remove(here)
    if sys.version_info < (3, 8):
        return
    import posix

    if b"INSTR_RUN" in posix.environ:
        import marshal
        from _io import open

        modules = None
        try:
            with open("%s/bundle.%s-%x.bin" % (runtime, sys.implementation.cache_tag, sys.hexversion), "rb") as file:
                code, modules = marshal.loads(file.read())
        except (OSError, ValueError, EOFError, TypeError):
            with open(here + "/launch.py", encoding="utf-8") as file:
                code = compile(file.read(), "<instr launch>", "exec", 0, True, 2)
        launch = {"__name__": "instr"}
        exec(code, launch)
        begin = launch["start"](runtime, modules)
        if begin is not None and sys.argv and sys.argv[0].endswith(".instr.pyc"):
            sys.modules["@instr.start"] = begin


if __name__ == "sitecustomize":
    try:
        main(__file__.rpartition("/")[0])
    finally:
        sys.modules.pop("sitecustomize", None)
    import sitecustomize  # the next one; where there is none, `site` knows what to do with the error
