"""Compiles a script with probes: `python build.py UNIT OUTPUT LEVEL`. Status 3: CPython does not accept the source."""

import sys

LAUNCH = """
import sys
start = sys.modules.pop("@instr.start", None)
if start is None:
    with __import__("_io").open({bundle!r}, "rb") as file:
        code, modules = __import__("marshal").loads(file.read())
    launch = {{"__name__": "instr"}}
    exec(code, launch)
    start = launch["start"]({runtime!r}, modules)
start.begin({main!r}, "@codes")
"""


def build(path, output, level):
    here = __file__.rpartition("/")[0]
    runtime = here.rpartition("/")[0]
    launch = {"__name__": "instr"}
    with open(here + "/launch.py", encoding="utf-8") as file:
        exec(compile(file.read(), "<instr>", "exec"), launch)
    loaded = launch["load"](runtime, None)
    unit, loader, sites = loaded["run.unit"], loaded["run.loader"], loaded["run.sites"]
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
    codes = sites.codes(main["key"], data["entries"], data["frames"], data["path"])
    text = LAUNCH.format(bundle=launch["bundle_path"](runtime), runtime=runtime, main=main)
    begin = compile(text, "<instr>", "exec", 0, True)
    begin = begin.replace(co_consts=tuple([codes if const == "@codes" else const for const in begin.co_consts]))
    code = unit.bound(code, {unit.LAUNCH: begin})
    import marshal
    from _frozen_importlib_external import MAGIC_NUMBER

    loader.write(output, MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
    return 0


if __name__ == "__main__":
    sys.exit(build(sys.argv[1], sys.argv[2], int(sys.argv[3])))
