"""What the dynamic engines share: which code is traced, and how a line or a call of it is told."""

from __future__ import annotations

import sys
from _warnings import filters as _filters
from builtins import BaseException, OSError, RuntimeError, RuntimeWarning, ValueError, dict, frozenset, getattr, hasattr, id, len, set, str, tuple, type

from .. import format
from ..format import UNSEEN
from ..guard import busy, ident
from ..memory import namespace, with_bound
from . import events, hits, kinds, loader, report
from .hits import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, FrozenSet, List, Optional, Set, Tuple

# Names of texts that are no files.
_TEXTS = ("<string>", "<stdin>")


class Secret:
    """Stands for a value that is not told."""

    __slots__ = ()

    def __repr__(self) -> str:
        return hits.REDACTED


_SECRET = Secret()


class Code:
    """A code object of which something is told."""

    def __init__(self, data: Dict[str, Any], of: Dict[str, Any]) -> None:
        self.path: str = of["path"]
        self.qualname: str = data["qualname"]
        self.variables: Tuple[str, ...] = tuple(data["variables"])
        self.redacted: List[str] = data["redacted"]
        lines = data["lines"]
        # None is all of them.
        self.lines: Optional[FrozenSet[int]] = None if lines is None else frozenset(lines)
        self.parameters: Optional[List[str]] = data["parameters"]
        self.of = of
        # Of expressions at whose change the next line is told: their texts.
        self.any: List[str] = [watched["expression"] for watched in data["watches"]] if of.get("next_line") else []
        self.sites: Dict[int, Site] = {}
        self.calls: Dict[Tuple[str, int], Site] = {}
        self.first: int = data["first"]
        self.when: Optional[str] = data["when"]
        self.name: str = data["name"]
        self.sets: List[Tuple[str, str, bool]] = data["sets"]
        self._sets_at: Dict[int, List[Tuple[Site, bool]]] = {}
        self.entries = [self._change(change, self.first) for change in data["entries"]]
        hits.known([site for site, _ in self.entries])
        self.watches: List[Dict[str, Any]] = [] if self.any else data["watches"]
        # By expression and line.
        self._sights: Dict[Tuple[str, int], Site] = {}
        for watched in self.watches:
            self.sight(watched, self.first)
        self.jumps: Dict[int, int] = dict(data["jumps"])
        self.landings = {line: self._site("jump", line) for line in self.jumps}
        hits.known(list(self.landings.values()))
        for line in data["expected"]:
            self.site(line)
        if self.parameters is not None:
            self.call("enter", self.first)

    def site(self, line: int) -> Site:
        """The site of a line."""
        found = self.sites.get(line)
        if found is None:
            found = self.sites[line] = self._site("traced", line)
            hits.known([found])
        return found

    def call(self, kind: str, line: int) -> Site:
        """The site of a call, of a way out, or of a yield."""
        found = self.calls.get((kind, line))
        if found is None:
            found = self.calls[kind, line] = self._site(kind, line)
            if kind == "enter":
                hits.known([found])
        return found

    def _site(self, kind: str, line: int) -> Site:
        of = self.of
        texts: List[str] = of["lines"]
        entry = {
            "kind": kind, "line": line, "function": self.qualname, "names": [], "steady": [], "order": [], "maybe": self.variables,
            "expression": of["condition"], "log": of["log"], "by_frame": True, "bare": [], "of": None, "redacted": [], "veiled": [],
            "hits": of["hits"], "every": of["every"], "frame": None, "target": None, "watch": None,
            "text": texts[line - 1] if 0 < line <= len(texts) else "",
        }  # fmt: skip
        site = Site(entry, 0, self.path, [], None)
        if self.any and kind == "traced":
            site.expression, site.watch = ", ".join(self.any), {"any": self.any}
        if self.when is not None and kind in ("traced", "jump"):
            condition = site.expression
            site.expression = self.when if condition is None else f"({self.when}) and ({condition})"
            place = {"function": self.name, "line": line, "file": self.path, "module": of["module"], "event": "line"}
            site.known = {of["prefix"] + name: value for name, value in place.items()}
        return site

    def sight(self, watched: Dict[str, Any], line: int) -> Site:
        """The site of a change of an expression that a line makes."""
        found = self._sights.get((watched["expression"], line))
        if found is None:
            found = self._site("traced", line)
            condition = (found.expression, self.variables) if found.expression is not None else None
            found.expression = watched["expression"]
            found.maybe = tuple(watched["names"])
            key = " " + watched["expression"]
            found.watch = {"key": key, "bound": " of" + key, "name": watched["name"], "condition": condition}
            found.is_probe = True
            found.is_expected = False
            self._sights[watched["expression"], line] = found
            hits.known([found])
        return found

    def is_over(self, number: int) -> bool:
        """Whether a line had its last hit."""
        site = self.sites.get(number)
        return site is not None and hits.is_stopped(site)

    def has_part_in(self, code: CodeType) -> bool:
        """Whether there can be something to tell in a code object: others run untraced."""
        if self.lines is None or self.parameters is not None or self.watches or self.entries:
            return True
        return not self.lines.isdisjoint(_lines_of(code)) or not _lines_of(code).isdisjoint(self.jumps)

    def sets_at(self, line: int) -> List[Tuple[Site, bool]]:
        """What is set at a line."""
        found = self._sets_at.get(line)
        if found is None:
            found = self._sets_at[line] = [self._change(change, line) for change in self.sets]
        return found

    def _change(self, change: Tuple[str, str, bool], line: int) -> Tuple[Site, bool]:
        """The site that sets a variable, and whether that is a global one."""
        target, expression, is_global = change
        site = self._site("set", line)
        site.target, site.expression = target, expression
        return site, is_global


class File:
    """A file of which something is told."""

    def __init__(self, data: Dict[str, Any]) -> None:
        text: str = data["source"]
        data["lines"] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.data = data
        # By first line and name.
        self.codes: Dict[Tuple[int, str], List[Code]] = {}
        for about in data["codes"]:
            self.codes.setdefault((about["first"], about["name"]), []).append(Code(about, data))

    def other(self, code: CodeType) -> Optional[Code]:
        """A code object that no probe can be in: of type parameters, bounds and aliases."""
        lines = self.data["rest"]
        if lines is not None and not lines:
            return None
        name: str = getattr(code, "co_qualname", code.co_name)
        about: Dict[str, Any] = {
            "first": code.co_firstlineno, "qualname": name, "variables": [], "redacted": [], "lines": lines, "expected": [],
            "parameters": None, "sets": [], "entries": [], "jumps": [], "watches": [], "name": code.co_name, "when": self.data.get("when"),
        }  # fmt: skip
        return Code(about, self.data)


# The program has set a trace function of its own.
DISTURBED = False
# What takes part in the interpreter, and a look for it there.
HOOK: Any = None
LOOK: Any = None
# Gives the place where the coroutine of a frame was created, if that is told.
ORIGIN: Any = None
# Looks at each call for that.
SEEN: Any = None
# What is told is told by a trace function.
_is_tracing = False
# Of a file of which something is told every code object is of interest: of its rows of a table.
_whole = False
# By path: what is known of a file; None before it is asked for.
_files: Dict[str, Optional[File]] = {}
# By the identity of a code object, which is kept.
_known: Dict[int, Tuple[CodeType, Optional[Code]]] = {}
# Of which nothing is told; empty where every call is looked at.
UNTOLD: Set[int] = set()


def install(engine: str, files: Dict[str, List[Any]], table: List[str], depth: int, is_main: bool) -> None:
    """Starts an engine. `files` are those that the loader would give probes; `table`: of these events, as rows; `depth`:
    of so many frames that created a coroutine."""
    for path in files:
        _files[path] = None
    global _is_tracing
    _is_tracing = engine == "settrace"
    if depth:
        from . import origins

        global ORIGIN, SEEN
        ORIGIN, SEEN = origins.of, origins.seen
        origins.install(depth)
    if table:
        from . import table as rows

        global _whole
        _whole = True
        rows.install(table, is_main)
    elif _is_tracing:
        from . import settrace

        settrace.install()
    else:
        from . import monitoring

        monitoring.install()


def gone() -> Optional[str]:
    """What to say if the engine has not seen everything."""
    if LOOK() is HOOK:
        threading = sys.modules.get("threading")
        if DISTURBED or _is_tracing and getattr(threading, "_trace_hook", HOOK) is not HOOK:
            return "the program has set a trace function of its own: what came while it was there may not be told"
        return None
    if _is_tracing:
        return (
            "the trace function is gone, by the program or by an exception that rose from it, as at the recursion limit:"
            " what came after that is not told"
        )
    return "the program has taken the tool id of sys.monitoring: what came after that is not told"


def code_of(code: CodeType, frame: FrameType) -> Optional[Code]:
    """What is told of a code object; none if nothing is."""
    found = _known.get(id(code))
    if found is not None:
        return found[1]
    chosen = _look(code, frame)
    if chosen is not None and not _whole and not chosen.has_part_in(code):
        chosen = None
    _known[id(code)] = (code, chosen)
    if chosen is None and SEEN is None:
        UNTOLD.add(id(code))
    return chosen


def _lines_of(code: CodeType) -> Set[int]:
    """The lines that a code object can be at."""
    if hasattr(code, "co_lines"):
        return {line for _, _, line in code.co_lines() if line}
    number = code.co_firstlineno
    found = {number}
    for step in code.co_lnotab[1::2]:
        number += step - 256 if step > 127 else step
        found.add(number)
    return found


def _look(code: CodeType, frame: FrameType) -> Optional[Code]:
    name = code.co_filename
    if name in _TEXTS:
        main: Any = sys.modules.get("__main__")
        if name not in _files or frame.f_globals is not getattr(main, "__dict__", None):
            return None
        path: Optional[str] = name
    else:
        path = loader.known_path(name)
    if path is None:
        return None
    file = _files[path]
    if file is None:
        file = _files[path] = _read(path)
    first = 0 if code.co_name == "<module>" else code.co_firstlineno
    candidates = file.codes.get((first, code.co_name), [])
    if not candidates:
        return file.other(code)
    if len(candidates) > 1:
        qualname = getattr(code, "co_qualname", None)
        variables = set(code.co_varnames + code.co_cellvars + code.co_freevars)
        fitting = [c for c in candidates if qualname in (None, c.qualname) and variables.issuperset(c.variables)]
        # Two of one line and name are told apart by their variables; the one with most is the one that fits.
        candidates = sorted_by_size(fitting) or candidates
    return candidates[0]


def sorted_by_size(codes: List[Code]) -> List[Code]:
    """Those with most variables first."""
    out: List[Code] = []
    for code in codes:
        at = 0
        while at < len(out) and len(out[at].variables) >= len(code.variables):
            at += 1
        out.insert(at, code)
    return out


def _read(path: str) -> File:
    try:
        if path not in _TEXTS and not loader.is_current(path):
            report.PROBLEMS.append((path, "has changed since the run began: nothing of it is told"))
            return File({"source": "", "codes": [], "rest": []})
    except OSError:
        return File({"source": "", "codes": [], "rest": []})
    return File(loader.read_unit(loader.key_of(path)))


def line(code: Code, number: int, frame: FrameType, memory: Dict[str, object]) -> None:
    """Tells a line. That of a file without code is 0 since 3.11: it has none."""
    if not number or busy and ident() in busy:
        return
    site = code.site(number)
    if hits.is_stopped(site):
        return
    try:
        values = with_bound(frame, site.maybe, {}, _is_tracing)
        sets = code.sets_at(number) if code.sets else []
        changes: Dict[str, Any] = {}

        def change(values: Dict[str, Any]) -> None:
            if sets:
                known = dict(values)
                changes.update(_changed(sets, frame, known))
                write([(site, is_global) for site, is_global in sets if is_global], frame, changes)
                values.clear()
                # Those of the frame, in its order.
                values.update({name: known[name] for name in code.variables if name in known})
            _redact(code, values)

        hits.tell(site, frame, memory, tuple(values), tuple(values.values()), change if sets or code.redacted else None)
        write(sets, frame, changes)
    except BaseException as error:
        if hits.must_rise(error, site):
            raise


def watch(code: Code, frame: FrameType, memory: Dict[str, object], number: int, leaves: bool = False) -> None:
    """Looks at the watched expressions, when `number` was the last line. That a name has no value
    as a frame `leaves` is not told."""
    if busy and ident() in busy:
        return
    from . import sights

    for watched in code.watches:
        site = code.sight(watched, number)
        try:
            kept = _shared(code, frame, memory) if watched["shared"] else memory
            values = with_bound(frame, site.maybe, {}, _is_tracing)
            if watched["binds"]:
                # What is inside of what the names are bound to does not count.
                own, files = watched["names"], frame.f_globals
                found = [(values if name in own else files).get(name, UNSEEN) for name in watched["reads"]]
                now = [id(value) for value in found]
                if kept.get(site.watch["bound"]) == now:
                    continue
                kept[site.watch["bound"]] = now
            if watched["name"]:
                # A builtin of that name is no value of the variable.
                value: Any = sights.UNSET if found[0] is UNSEEN else found[0]
            else:
                value = sights.value_of(site, frame, tuple(values), tuple(values.values()))
            if not (leaves and watched["binds"] and value is sights.UNSET):
                sights.look(site, frame, kept, value)
        except BaseException as error:
            if hits.must_rise(error, site):
                raise


def _shared(code: Code, frame: FrameType, memory: Dict[str, object]) -> Dict[str, object]:
    """What was seen of a file's own variables: of the module that was loaded last."""
    if frame.f_code.co_name == "<module>":
        code.of["seen"] = memory
    seen: Dict[str, object] = code.of.setdefault("seen", {})
    return seen


def _redact(code: Code, values: Dict[str, Any]) -> None:
    for name in code.redacted:
        if name in values:
            del values[name]
            values[name] = _SECRET


def begin(code: Code, frame: FrameType) -> Dict[str, Any]:
    """What is set as a function is entered."""
    if busy and ident() in busy:
        return {}
    return _changed(code.entries, frame, with_bound(frame, code.variables, {}, _is_tracing))


def _changed(sets: List[Tuple[Site, bool]], frame: FrameType, values: Dict[str, Any]) -> Dict[str, Any]:
    """The new values of variables, each evaluated with those before it; they are put into `values`."""
    changes: Dict[str, Any] = {}
    for site, _ in sets:
        try:
            found = hits.wanted(site, frame, tuple(values), tuple(values.values()))
        except BaseException as error:
            hits.unmade(site, error)
        else:
            changes[site.target or ""] = values[site.target or ""] = found
    return changes


def write(sets: List[Tuple[Site, bool]], frame: FrameType, changes: Dict[str, Any]) -> None:
    """Sets variables of a frame. Up to 3.12 this is to be the last look at them: another one would undo it."""
    variables: Any = None
    for site, is_global in sets:
        if site.target not in changes:
            continue
        if is_global:
            frame.f_globals[site.target] = changes[site.target]
        else:
            variables = namespace(frame) if variables is None else variables
            if variables is None:
                hits.unmade(site, RuntimeError("while a comprehension of a class runs, 3.12 lets no variable be set"))
            else:
                variables[site.target] = changes[site.target]


def jump(code: Code, frame: FrameType, number: int) -> None:
    """Goes on at another line, if CPython lets it."""
    site, target = code.landings[number], code.jumps[number]
    values = with_bound(frame, code.variables, {}, _is_tracing)
    if hits.is_stopped(site) or not hits.holds(site, frame, tuple(values), tuple(values.values())):
        return
    site.reached = True
    site.count += 1
    filters: Any = getattr(sys.modules.get("warnings"), "filters", _filters)
    # What it sets to None it says of this file; the note does.
    silence = ("ignore", None, RuntimeWarning, None, 0)
    filters.insert(0, silence)
    try:
        frame.f_lineno = target  # type: ignore[misc]
    except ValueError as error:
        events.note(f"{code.path}:{number}: cannot jump to line {target}: {error}")
    else:
        events.note(f"{code.path}:{number}: jumped to line {target}")
        # Of that line there is no event.
        code.site(target).reached = True
    finally:
        filters.remove(silence)


def enter(code: Code, frame: FrameType, memory: Dict[str, object], changes: Optional[Dict[str, Any]] = None) -> None:
    """Tells a call, in which variables are about to be changed."""
    origin = ORIGIN(frame) if ORIGIN is not None else ()
    site = code.call("enter", code.first)
    if busy and ident() in busy:
        return
    try:
        if not site.reached:
            hits.first(site)
        values = with_bound(frame, tuple(code.parameters or ()), {}, _is_tracing)
        values.update(changes or {})
        for name in code.redacted:
            if name in values:
                values[name] = _SECRET
        events.call(site, hits.changes(site, memory, tuple(values), tuple(values.values())), origin)
    except BaseException as error:
        if hits.must_rise(error, site):
            raise


def leave(code: Code, kind: str, value: object, number: int) -> None:
    """Tells a return or a yield."""
    site = code.call(kind, number)
    if busy and ident() in busy:
        return
    try:
        events.value(site, hits.told(value))
    except BaseException as error:
        if hits.must_rise(error, site):
            raise


def raises(code: Code, error: Optional[BaseException]) -> None:
    """Tells an exception that leaves a function."""
    site = code.call("raise", code.first)
    if error is None or busy and ident() in busy:
        return
    try:
        kinds.tell_raise(site, error)
    except BaseException as second:
        if hits.must_rise(second, site):
            raise
