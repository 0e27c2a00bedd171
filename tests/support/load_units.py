"""Compiles units as the loader does: each line of the input is a file of one. Prints what is wrong.

Code without a probe must be the code that the source makes, with its lines and columns.
"""
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import instr.run.unit as unit

warnings.simplefilter("ignore")
TABLES = "co_linetable" if sys.version_info >= (3, 10) else "co_lnotab"
CODE = type(compile("", "", "exec"))


def differences(original, loaded):
    inner = [[const for const in code.co_consts if type(const) is CODE] for code in (original, loaded)]
    if unit.FLAGS in loaded.co_consts:
        # Comprehensions of bodies that are there twice: the second time they are as the source makes them.
        for code in inner[0]:
            alike = [other for other in inner[1] if (other.co_name, other.co_firstlineno) == (code.co_name, code.co_firstlineno)]
            if len(alike) > [other.co_name for other in inner[0]].count(code.co_name) and code in alike:
                inner[1].remove(code)
    if [code.co_name for code in inner[0]] != [code.co_name for code in inner[1]]:
        yield "other code in %s" % original.co_name
        return
    if unit.HOLDER not in loaded.co_consts:
        for name in ("co_code", TABLES, "co_names", "co_varnames", "co_firstlineno", "co_exceptiontable"):
            if getattr(original, name, None) != getattr(loaded, name, None):
                yield "%s of %s differs, which has no probe" % (name, original.co_name)
    if original.co_firstlineno != loaded.co_firstlineno:
        yield "%s begins at %d, not %d" % (original.co_name, loaded.co_firstlineno, original.co_firstlineno)
    for a, b in zip(*inner):
        yield from differences(a, b)


for path in sys.stdin.read().splitlines():
    with open(path, encoding="utf-8") as file:
        data = eval(file.read(), {"true": True, "false": False, "null": None})
    try:
        original = compile(data["source"], "x", "exec", 0, True)
    except (SyntaxError, ValueError, RecursionError):
        continue
    try:
        loaded, _ = unit.Unit(data).compiled("x")
        for difference in differences(original, loaded):
            print(data["path"], difference)
    except Exception as error:
        print(data["path"], type(error).__name__, error)
