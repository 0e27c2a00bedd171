"""Prints what the running CPython knows of the variables of files: paths on stdin, one a line, an answer after each.

An answer is one line of JSON: null if the file does not compile, else

    frames  [name, first line, locals, cells, free, other] of each code object: co_varnames, co_cellvars, co_freevars
            and co_names
    checked [line, column, name] of each read of a local that tests if it is bound (LOAD_FAST_CHECK, since 3.12)
    vague   [first line, last line] of functions whose reads are tested without an analysis: of more than 64 variables

A name whose value an inlined comprehension sets aside counts as perhaps unbound from then on, whatever it is: such
reads are not told.
"""

import dis
import json
import sys
import types
import warnings


def all_code(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from all_code(const)


def reads(code, checked, vague):
    instructions = list(dis.get_instructions(code))
    if len(code.co_varnames) + len(code.co_cellvars) > 64:
        lines = [line for *_, line in code.co_lines() if line]
        vague.append([code.co_firstlineno, max(lines)])
        return
    set_aside = {i.argval for i in instructions if i.opname == "LOAD_FAST_AND_CLEAR"}
    for i in instructions:
        if i.opname == "LOAD_FAST_CHECK" and i.positions.lineno and i.argval not in set_aside:
            checked.append([i.positions.lineno, i.positions.col_offset, i.argval])


def answer(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        module = compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    frames, checked, vague = [], [], []
    for code in all_code(module):
        names = (code.co_varnames, code.co_cellvars, code.co_freevars, code.co_names)
        frames.append([code.co_name, code.co_firstlineno, *map(list, names)])
        if sys.version_info >= (3, 12):
            reads(code, checked, vague)
    return {"frames": frames, "checked": checked, "vague": vague}


warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
for line in sys.stdin:
    print(json.dumps(answer(line.rstrip("\n"))), flush=True)
