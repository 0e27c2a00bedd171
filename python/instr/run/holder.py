"""What stands in code for the table of its probes.

The table takes the place of a constant: it is in no namespace. The code of a script CPython reads from a file, which
cannot hold functions: there it is a builtin of a name that no program can spell.
"""

from __future__ import annotations

from builtins import frozenset, tuple, type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Dict, List

# A constant that no source has: frozensets come from `in {…}` alone, and those are never subscripted.
HOLDER = frozenset(("@instr",))
LAUNCH = frozenset(("@instr launch",))
BUILTIN = "@instr"


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
