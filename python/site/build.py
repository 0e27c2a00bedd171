"""Compiles a script with probes: `python build.py UNIT OUTPUT LEVEL`. Status 3: CPython does not accept the source."""

import sys

LAUNCH = """
import sys
start = sys.modules.pop("@instr.start", None)
if start is None:
    site = {{"__name__": "instr"}}
    with __import__("_io").open({site!r}, encoding="utf-8") as file:
        exec(compile(file.read(), "<instr>", "exec"), site)
    start = site["start"]({runtime!r})
start.begin({main!r})
"""


def build(path, output, level):
    here = __file__.rpartition("/")[0]
    runtime = here.rpartition("/")[0]
    site = {"__name__": "instr"}
    with open(here + "/sitecustomize.py", encoding="utf-8") as file:
        exec(compile(file.read(), "<instr>", "exec"), site)
    loaded = site["load"](runtime)
    unit, loader = loaded["run.unit"], loaded["run.loader"]
    with open(path, encoding="utf-8") as file:
        data = eval(file.read(), {"true": True, "false": False, "null": None})
    main = data["main"]
    source = unit.Unit(data)
    with unit.Silence():
        try:
            code, noisy = source.compiled(main["filename"], level, True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return 3
    main.update(noisy=noisy, key=path.rpartition("/")[2][: -len(".json")], path=data["path"])
    main.update(entries=data["entries"], frames=data["frames"])
    text = LAUNCH.format(site=here + "/sitecustomize.py", runtime=runtime, main=main)
    launch = compile(text, "<instr>", "exec", 0, True)
    code = unit.bound(code, {unit.LAUNCH: launch})
    import marshal
    from _frozen_importlib_external import MAGIC_NUMBER

    loader.write(output, MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
    return 0


if __name__ == "__main__":
    sys.exit(build(sys.argv[1], sys.argv[2], int(sys.argv[3])))
