"""What stands in code for the table of its probes.

The table takes the place of a constant: it is in no namespace. The code of a script CPython reads from a file, which
cannot hold functions: there it is a builtin of a name that no program can spell.
"""

from __future__ import annotations

from builtins import frozenset, tuple, type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Dict, List, Tuple

# A constant that no source has: frozensets come from `in {…}` alone, and those are never subscripted.
HOLDER = frozenset(("@instr",))
FLAGS = frozenset(("@instr flags",))
LAUNCH = frozenset(("@instr launch",))
BUILTIN = "@instr"


def with_table(code: CodeType, table: Tuple[Any, ...]) -> CodeType:
    """The code with its table. Whether a probe can still fire is asked at every hit: of the table's first item, not of the table."""
    return bound(code, {HOLDER: table, FLAGS: table[0]})


def bound(code: CodeType, values: Dict[object, object]) -> CodeType:
    """The code, and all code in it, with other constants in place of some."""
    consts: List[Any] = []
    changed = False
    for const in code.co_consts:
        new: Any = const
        if type(const) is frozenset and const in values:
            new = values[const]
        elif type(const) is type(code):
            new = bound(const, values)
        changed = changed or new is not const
        consts.append(new)
    return code.replace(co_consts=tuple(consts)) if changed else code
