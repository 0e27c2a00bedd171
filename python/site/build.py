"""Compiles a script for an interpreter that starts nothing of ours, then becomes that: `python build.py REQUEST`."""

import sys


def main(request):
    here = __file__.rpartition("/")[0]
    runtime = here.rpartition("/")[0]
    launch = {"__name__": "instr"}
    with open(here + "/launch.py", encoding="utf-8") as file:
        exec(compile(file.read(), "<instr>", "exec"), launch)
    module = launch["load"](runtime, None)
    module("load.build").build(request, runtime, launch["bundle_path"](runtime), False)


if __name__ == "__main__":
    main(sys.argv[1])
