"""From a unit, the file with probes that Rust wrote, to code.

Only runs that compile something load this: it makes CPython create its hundreds of types of trees.
"""

from __future__ import annotations

import _ast
import sys
from _warnings import filters as _filters

from .placeholders import BUILTIN, FLAGS, HOLDER, LAUNCH
from .positions import Map, move_back

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Dict, List, Optional, Tuple

_ONLY_AST = 0x400
_HIDDEN = "@"
# Statements that probes are made of.
_INSERTED = ("Assign", "Delete", "Expr", "If", "Try", "match_case")


class NotUnderstood(Exception):
    """The source is right, but what was made of it is not: a mistake of instr."""


class Unit:
    """A file with probes."""

    def __init__(self, data: Dict[str, Any]) -> None:
        self.main = False
        self.path: str = data["path"]
        self.source: str = data["source"]
        self.text: str = data["text"]
        self.name: str = data["name"]
        segments = {int(line): [tuple(s) for s in found] for line, found in data["segments"].items()}
        self.map = Map([tuple(shift) for shift in data["shifts"]], segments)
        self.entries: List[Dict[str, Any]] = data["entries"]

    def compiled(self, filename: str, optimize: int = -1, main: bool = False) -> Tuple[CodeType, bool]:
        """The code, with HOLDER in place of the table, and whether CPython warns of something in the source.

        Those warnings are given as they would be without probes.
        """
        noisy = warns(self.source, filename, optimize)
        self.main = main
        try:
            tree = self.tree(filename)
            if main:
                _add_launch(tree)
            with Silence():
                return compile(tree, filename, "exec", 0, True, optimize), noisy
        except SyntaxError as error:
            raise NotUnderstood(f"the text with probes is not understood: {error}") from error

    def tree(self, filename: str) -> Any:
        """The tree of the text, with the positions of the source."""
        with Silence():
            tree: Any = compile(self.text, filename, "exec", _ONLY_AST, True)
        if type(tree).__name__ == "Module":
            move_back(tree, self.map, self._rename)
            self._enclose(tree)
            if self.main:
                self._declare(tree)
        return tree

    def _declare(self, tree: Any) -> None:
        """`global @instr` in classes: their namespaces may notice who looks a name up."""
        rest = [tree]
        while rest:
            node = rest.pop()
            for field in ("body", "orelse", "handlers", "finalbody", "cases"):
                found = getattr(node, field, None)
                if isinstance(found, list):
                    rest += found
            if type(node).__name__ == "ClassDef":
                declaration = _node("Global", node.body[0])
                declaration.names = [BUILTIN]
                node.body.insert(1 if is_docstring(node.body[0]) else 0, declaration)

    def _rename(self, node: Any) -> int:
        """Names that were inserted: the source has none of them. For an inserted statement its line."""
        kind = type(node).__name__
        if kind == "Attribute" and getattr(getattr(node.value, "value", None), "id", None) == self.name:
            node.value = self._flags(node.value)
        elif kind == "Subscript" and getattr(node.value, "id", None) == self.name:
            node.value = self._table(node.value)
        elif kind == "Call" and getattr(node.func, "id", None) == self.name + "_at":
            # Up to 3.8 a decorator is a name, perhaps called: the place in the table comes first.
            node.func = self._function(node.args.pop(0), node.func)
        elif kind == "Name" and node.id.startswith(self.name + "_"):
            node.id = _HIDDEN + node.id[len(self.name) :]
        elif kind in _INSERTED and self.map.is_inserted(node):
            return self._line(node)
        return 0

    def _line(self, stmt: Any) -> int:
        """The line that an inserted statement tells, or where it stands."""
        rest = [stmt]
        while rest:
            node = rest.pop()
            if type(node).__name__ == "Subscript" and getattr(node.value, "id", "") == self.name:
                index = getattr(node.slice, "value", node.slice)
                place = getattr(index, "value", index)
                if place and self.entries[place - 1]["kind"] not in ("snapshot", "enter"):
                    line: int = self.entries[place - 1]["line"]
                    return line
            for field in node._fields:
                value = getattr(node, field, None)
                rest += [child for child in (value if isinstance(value, list) else (value,)) if hasattr(child, "_fields")]
        return self.map.line(stmt.lineno)

    def _table(self, place: Any) -> Any:
        """What stands for the table."""
        if not self.main:
            return _constant(HOLDER, place)
        name = _node("Name", place)
        name.id = BUILTIN
        name.ctx = _bare("Load")
        return name

    def _flags(self, place: Any) -> Any:
        """What stands for the first place of the table."""
        return self._function(_constant(0, place), place) if self.main else _constant(FLAGS, place)

    def _function(self, site: Any, place: Any) -> Any:
        """A function of the table."""
        function = _node("Subscript", place)
        function.value = self._table(place)
        function.slice = site
        if sys.version_info < (3, 9):
            function.slice = _bare("Index")
            function.slice.value = site
        function.ctx = _bare("Load")
        return function

    def _enclose(self, tree: Any) -> None:
        """Puts what follows the entry of a function whose calls are told into a `try`."""
        raises = {site: entry["raise_probe"] for site, entry in enumerate(self.entries, 1) if entry["kind"] == "enter"}
        if not raises:
            return
        rest = [tree]
        while rest:
            node = rest.pop()
            for field in ("body", "orelse", "handlers", "finalbody", "cases"):
                found = getattr(node, field, None)
                if isinstance(found, list):
                    rest += found
            if type(node).__name__ in ("FunctionDef", "AsyncFunctionDef"):
                for index, stmt in enumerate(node.body):
                    site = _site(stmt)
                    if site in raises and index + 1 < len(node.body):
                        guarded = node.body[index + 1 :]
                        node.body[index + 1 :] = [self._try(stmt, guarded, raises[site])]
                        break

    def _try(self, entry: Any, body: List[Any], site: int) -> Any:
        call = _node("Call", entry)
        call.func = self._function(_constant(site, entry), entry)
        # The snapshot, where the entry passes it, comes first.
        call.args = [a for a in entry.value.args[:1] if getattr(a, "id", "").startswith(_HIDDEN)]
        call.keywords = []
        tell = _node("Expr", entry)
        tell.value = call
        again = _node("Raise", entry)
        again.exc = again.cause = None
        handler = _node("ExceptHandler", entry)
        handler.type = None
        handler.name = None
        handler.body = [tell, again]
        enclosing = _node("Try", entry)
        enclosing.body = body
        enclosing.handlers = [handler]
        enclosing.orelse = []
        enclosing.finalbody = []
        return enclosing


def _site(stmt: Any) -> Optional[int]:
    """The place in the table that a statement calls, if it does."""
    return _place(getattr(getattr(stmt, "value", None), "func", None))


def _place(subscript: Any) -> Optional[int]:
    """The place in the table that a node is."""
    if type(subscript).__name__ != "Subscript":
        return None
    if getattr(subscript.value, "value", None) is not HOLDER and getattr(subscript.value, "id", "") != BUILTIN:
        return None
    index = subscript.slice
    index = getattr(index, "value", index)
    site: int = getattr(index, "value", index)
    return site


def _bare(kind: str) -> Any:
    # Not by a call: that asks for fields, or warns.
    cls: Any = getattr(_ast, kind)
    return cls.__new__(cls)


def _node(kind: str, place: Any) -> Any:
    node = _bare(kind)
    for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        setattr(node, name, getattr(place, name))
    return node


def _constant(value: object, place: Any) -> Any:
    constant = _node("Constant", place)
    constant.value = value
    constant.kind = None
    return constant


def is_docstring(stmt: Any) -> bool:
    return type(stmt).__name__ == "Expr" and isinstance(getattr(stmt.value, "value", None), str)


def _add_launch(tree: Any) -> None:
    """`exec(LAUNCH, {})` before the first statement that can be preceded."""
    at = 0
    for stmt in tree.body:
        kind = type(stmt).__name__
        is_first = at == 0 and is_docstring(stmt)
        is_future = kind == "ImportFrom" and stmt.module == "__future__" and not stmt.level
        if not is_first and not is_future:
            break
        at += 1
    if at < len(tree.body):
        place = tree.body[at]
    elif tree.body:
        place = tree.body[-1]
    else:
        place = _bare("Pass")
        place.lineno = place.end_lineno = 1
        place.col_offset = place.end_col_offset = 0
    names = _node("Dict", place)
    names.keys = []
    names.values = []
    call = _node("Call", place)
    call.func = _node("Name", place)
    call.func.id = "exec"
    call.func.ctx = _bare("Load")
    call.args = [_constant(LAUNCH, place), names]
    call.keywords = []
    launch = _node("Expr", place)
    launch.value = call
    tree.body.insert(at, launch)


def warns(source: str, filename: str, optimize: int = -1) -> bool:
    """Compiles a source for its warnings alone; whether there are any."""
    watch = _Watch()
    filters: Any = getattr(sys.modules.get("warnings"), "filters", _filters)
    item = ("ignore", None, Warning, watch, 0)
    filters.insert(0, item)
    try:
        compile(source, filename, "exec", 0, True, optimize)
    finally:
        filters.remove(item)
    return watch.seen


class _Watch:
    """Stands for the pattern of a module's name in a filter of warnings: it never matches."""

    seen = False

    def match(self, name: str, *more: object) -> None:
        self.seen = True
        return None


class Silence:
    """No warning comes from the compiler: what it says of the source, it says elsewhere."""

    def __enter__(self) -> None:
        # Unlike `catch_warnings` it leaves alone what other threads warn of, unless that comes from a compiler.
        self.filters: Any = getattr(sys.modules.get("warnings"), "filters", _filters)
        self.item = ("ignore", None, SyntaxWarning, None, 0)
        self.other = ("ignore", None, DeprecationWarning, None, 0)
        self.filters.insert(0, self.item)
        self.filters.insert(0, self.other)

    def __exit__(self, *error: object) -> None:
        self.filters.remove(self.item)
        self.filters.remove(self.other)
