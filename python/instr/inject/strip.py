"""Takes the probes out of a rewritten text, by parsing it: see `abi` for what they look like.

    P; stmt   stmt; P            P on a line of its own, or before its comment
    if P or x:   (P or x)   x or P   for a lambda, ternary, walrus or yield `(P or (x))`
    _instr.after(x, 4)           for a walrus or yield `_instr.after((x), 4)`, for a generator `(_instr.after((x), 4))`
    _instr.each(x, 4)            as well; for a tuple without parentheses `_instr.each(((x, y)), 4)`
    with x, _instr.leaving(4):   case _instr.L4((x)):
    class A(*_instr.bases(4), B):   class A(*_instr.bases(4)):   and `class A(*_instr.bases(4),):` for `class A:`

In the body of a class with bases `global _instr` stands before the first of them. Of the imports, I is `globals().update(_instr=__import__("instr").probe)` in the header of a file's first statement:

    from instr import probe as _instr; stmt      if I or P or x:      class A(*(I or ()), *_instr.bases(4), B):

Where an insertion would have touched the word before it, as in `return-1`, it has a space before and one at its end.
Before 3.12 a probe inside an f-string stays, since there the tree does not tell where it is.
"""

from __future__ import annotations

import sys
from _warnings import filters as _filters
from builtins import (
    Warning, bool, bytes, compile, getattr, hasattr, id, int, isinstance, len, list, set, sorted, str, type,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Set, Tuple

    Place = Tuple[int, int]

HINT = '  # instr: set PYTHONPATH="$(instr runtime path)" to run this'
_ONLY_AST = 0x400
_NAME = "<instr>"
_PARENS_AFTER_OR = ("IfExp", "Lambda", "NamedExpr", "Yield", "YieldFrom")


def stripped(lines: List[str]) -> List[str]:
    """The lines without probes: as many as there were."""
    tree = _parsed("\n".join(lines))
    # Columns count bytes of UTF-8.
    texts = [(line[: -len(HINT)] if line.endswith(HINT) else line).encode("utf-8") for line in lines]
    finder = _Finder(texts)
    finder.visit(tree)
    if not finder.names:
        return lines
    # From the end: no cut moves another one.
    for number, start, end in sorted(finder.cuts, reverse=True):
        text = texts[number]
        texts[number] = text[:start] + text[end:]
    return [text.decode("utf-8") for text in texts]


def _parsed(text: str) -> Any:
    """The tree of `ast.parse`, without that import; what the parser warns of, it said when the program started."""
    # Unlike `catch_warnings` it leaves other threads alone: no other warning comes from a module of this name.
    silence = ("ignore", None, Warning, _Module(), 0)
    filters: Any = getattr(sys.modules.get("warnings"), "filters", _filters)
    filters.insert(0, silence)
    try:
        return compile(text, _NAME, "exec", _ONLY_AST, True)
    finally:
        filters.remove(silence)


class _Module:
    """Stands for the pattern of a module's name in a filter of warnings."""

    def match(self, name: str, *more: object) -> Optional[bool]:
        return True if name == _NAME else None  # since 3.15 it is asked whether this is None


class _Finder:
    """Collects what to cut: (index of the line, start, end)."""

    def __init__(self, texts: List[bytes]) -> None:
        self.texts = texts
        self.names: Set[str] = set()
        self.cuts: Set[Tuple[int, int, int]] = set()

    def visit(self, tree: Any) -> None:
        """All nodes; a probe's import comes before the probes, or in a last line."""
        rest = [tree]
        imports = []
        nodes = []
        while rest:
            node = rest.pop()
            nodes.append(node)
            if type(node).__name__ == "ImportFrom" and node.module == "instr" and not node.level:
                imports.append(node)
            elif type(node).__name__ == "Call" and len(node.keywords) == 1 and _is_import(node):
                self.names.add(node.keywords[0].arg)
            for field in node._fields:
                value = getattr(node, field, None)
                for child in value if isinstance(value, list) else (value,):
                    if hasattr(child, "_fields"):
                        rest.append(child)
        alone = []
        for node in imports:
            if len(node.names) == 1 and node.names[0].name == "probe" and node.names[0].asname:
                self.names.add(node.names[0].asname)
                alone.append(node)
        if not self.names:
            return
        tests = {id(node.test) for node in nodes if type(node).__name__ in ("If", "While")}
        tests |= {id(node.subject) for node in nodes if type(node).__name__ == "Match"}
        # In the order of a walk from the root: an outer form is seen before those inside it.
        inner: Set[int] = set()
        imports_in_bases: Set[int] = set()
        for node in nodes:
            if type(node).__name__ == "ClassDef":
                self.bases(node, imports_in_bases)
        for node in nodes:
            kind = type(node).__name__
            if kind == "Expr" and self.is_call(node.value):
                alone.append(node)
            elif kind == "Global" and len(node.names) == 1 and node.names[0] in self.names:
                alone.append(node)
            elif kind == "BoolOp" and id(node) not in imports_in_bases and (self.is_call(node.values[0]) or self.is_call(node.values[-1])):
                self.operand(node, id(node) in tests, inner)
            elif kind == "Call" and self.is_wrapper(node):
                self.around(node, id(node) in inner, inner)
            elif kind == "With" or kind == "AsyncWith":
                for item in node.items:
                    if self.is_call(item.context_expr, "leaving"):
                        start, end = _start(item.context_expr), _end(item.context_expr)
                        self.cut(_right(start, -len(", ")), end)
            elif kind == "MatchClass" and self.is_case(node.cls):
                self.case(node)
        self.statements(alone)

    def is_call(self, node: Any, method: str = "") -> bool:
        if type(node).__name__ != "Call":
            return False
        if not node.args:
            return not method and len(node.keywords) == 1 and _is_import(node)
        function = node.func
        if method:
            if type(function).__name__ != "Attribute" or function.attr != method:
                return False
            function = function.value
        if type(function).__name__ != "Name" or function.id not in self.names:
            return False
        number, column = _start(node)
        # Before 3.12 the places in f-strings are not true.
        return self.texts[number].startswith(function.id.encode("utf-8"), column)

    def is_case(self, node: Any) -> bool:
        return (
            type(node).__name__ == "Attribute"
            and type(node.value).__name__ == "Name"
            and node.value.id in self.names
            and node.attr[0] == "L"
        )

    def statements(self, found: List[Any]) -> None:
        """Statements that are probes, taken together where they stand in a row."""
        rows: List[Tuple[Place, Place]] = []
        for start, end in sorted((_start(node), _end(node)) for node in found):
            if rows and rows[-1][1] == _right(start, -len("; ")):
                rows[-1] = rows[-1][0], end
            else:
                rows.append((start, end))
        for start, end in rows:
            self.row(start, end)

    def row(self, start: Place, end: Place) -> None:
        """`P; stmt`, `stmt; P`, `P;`, `P  # comment` or `P` on a line that was empty."""
        text = self.texts[start[0]]
        before, behind = text[: start[1]], text[end[1] :]
        if behind.startswith(b"; "):
            end = _right(end, 2)
        elif before.strip():
            start = _right(start, -2)
        elif behind.startswith(b"  #"):
            end = _right(end, 2)
        elif behind == b";":
            end = _right(end, 1)
        else:
            start = start[0], 0
        self.cut(start, end)

    def is_wrapper(self, node: Any) -> bool:
        return any(self.is_call(node, method) for method in ("after", "each", "again", "around"))

    def operand(self, node: Any, test: bool, inner: Set[int]) -> None:
        """`P or x`, `(P or x)`, `(P or (x))`, `x or P`, `(P or x or P)`"""
        values = node.values
        before, behind = 0, len(values)
        while self.is_call(values[before]):
            before += 1
        while self.is_call(values[behind - 1]):
            behind -= 1
        operand = values[before]
        inner.add(id(operand))
        parens = before + 1 == behind and type(operand).__name__ in _PARENS_AFTER_OR

        start = end = _start(node)
        if before:
            end = _right(_end(values[before - 1]), len(" or "))
            if self.byte(end) == b" ":
                start, end = _right(start, -1), _right(end, 1)
        close = last = _end(node)
        if behind < len(values):
            close = _right(_start(values[behind]), -len(" or "))
        elif parens:
            close, last = _end(operand), _right(_end(operand), 1)
        if parens:
            end = _right(end, 1)
            close = _right(close, -1) if behind < len(values) else close
        if not test:
            start, last = _right(start, -1), _right(last, 1)
        self.cut(start, end)
        self.cut(close, last)

    def around(self, node: Any, inside: bool, inner: Set[int]) -> None:
        """`_instr.after(x, 4)`, `_instr.each(x, 4)`"""
        operand = node.args[0]
        inner.add(id(operand))
        start, end = _start(node), _start(operand)
        close, last = _end(operand), _end(node)
        root = operand
        while self.is_wrapper(root):
            root = root.args[0]
        if type(root).__name__ == "GeneratorExp" and not inside:
            start = _right(start, -1)
            last = _right(last, 1)
        elif self.texts[end[0]][: end[1]].endswith(b"( "):
            start = _right(start, -1)
        if type(operand).__name__ == "Tuple" and self.texts[end[0]][: end[1]].endswith(b"(("):
            # It had no parentheses: `for x in a, b` becomes `for x in _instr.each(((a, b)), 4)`.
            end, close = _right(end, 1), _right(close, -1)
        self.cut(start, end)
        self.cut(close, last)

    def case(self, node: Any) -> None:
        """`_instr.L4((x))`"""
        start, end = _start(node), _end(node.cls)
        end = _right(end, len("(("))
        if self.byte(end) == b" ":
            end = _right(end, 1)
            start = _right(start, -1)
        last = _end(node)
        self.cut(start, end)
        self.cut(_right(last, -len("))")), last)

    def bases(self, node: Any, imports: Set[int]) -> None:
        """`(*_instr.bases(4), B)`, `(*_instr.bases(4))`, `(*_instr.bases(4),)`, all with `*(I or ())` before"""
        ours = [base for base in node.bases if type(base).__name__ == "Starred" and self.is_call(base.value, "bases")]
        for base in node.bases[:1]:
            value: Any = base.value if type(base).__name__ == "Starred" else None
            if type(value).__name__ == "BoolOp" and self.is_call(value.values[0]):
                imports.add(id(value))
                ours.insert(0, base)
        if not ours:
            return
        start, end = _start(ours[0]), _end(ours[-1])
        text = self.texts[end[0]]
        if text.startswith(b",)", end[1]):
            start = _right(start, -1)
            end = _right(end, 2)
        elif text.startswith(b", ", end[1]):
            end = _right(end, 2)
        self.cut(start, end)

    def byte(self, place: Place) -> bytes:
        return self.texts[place[0]][place[1] : place[1] + 1]

    def cut(self, start: Place, end: Place) -> None:
        # Nothing that was inserted breaks a line.
        if start[0] == end[0] and 0 <= start[1] < end[1]:
            self.cuts.add((start[0], start[1], end[1]))


def _is_import(node: Any) -> bool:
    """`globals().update(_instr=__import__("instr").probe)`"""
    function, value = node.func, node.keywords[0].value
    if type(function).__name__ != "Attribute" or function.attr != "update" or type(value).__name__ != "Attribute":
        return False
    imported: Any = getattr(value.value, "func", None)
    return value.attr == "probe" and type(imported).__name__ == "Name" and imported.id == "__import__"


def _start(node: Any) -> Place:
    return node.lineno - 1, node.col_offset


def _end(node: Any) -> Place:
    return node.end_lineno - 1, node.end_col_offset


def _right(place: Place, count: int) -> Place:
    return place[0], place[1] + count
