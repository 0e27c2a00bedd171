"""Compiles units as the loader does: each line of the input is a file of one. Prints what is wrong.

Code without a probe must be the code that the source makes, with its lines and columns.
"""
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import instr.load.unit as unit

warnings.simplefilter("ignore")
TABLES = "co_linetable" if sys.version_info >= (3, 10) else "co_lnotab"
CODE = type(compile("", "", "exec"))


def differences(original, loaded):
    inner = [[const for const in code.co_consts if type(const) is CODE] for code in (original, loaded)]
    if unit.HOLDER not in loaded.co_consts:
        for name in ("co_code", TABLES, "co_names", "co_varnames", "co_firstlineno", "co_exceptiontable"):
            if getattr(original, name, None) != getattr(loaded, name, None):
                yield "%s of %s differs, which has no probe" % (name, original.co_name)
    if original.co_firstlineno != loaded.co_firstlineno:
        yield "%s begins at %d, not %d" % (original.co_name, loaded.co_firstlineno, original.co_firstlineno)
    pairs = zip(*inner)
    if unit.FLAGS in loaded.co_consts:
        # Of a body that is there twice comprehensions are, too: with probes, and as the source makes them.
        pairs = [([a for a in inner[0] if place(a) == place(b)], b) for b in inner[1]]
        if {place(a) for a in inner[0]} != {place(b) for b in inner[1]}:
            yield "other code in %s" % original.co_name
            return
        for alike, b in pairs:
            found = [list(differences(a, b)) for a in alike]
            if all(found):
                yield from found[0]
        return
    if [code.co_name for code in inner[0]] != [code.co_name for code in inner[1]]:
        yield "other code in %s" % original.co_name
        return
    for a, b in pairs:
        yield from differences(a, b)


def place(code):
    return code.co_name, code.co_firstlineno


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
