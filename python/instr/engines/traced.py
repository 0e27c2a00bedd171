"""What the dynamic engines share: which code is traced, and how a line or a call of it is recorded."""

from __future__ import annotations

import sys
from _warnings import filters as _filters
from builtins import (
    BaseException, OSError, RuntimeError, RuntimeWarning, ValueError, dict, frozenset, getattr, hasattr, id, len, set, str, tuple,
)  # fmt: skip

from ..frames.snapshots import Snapshot
from ..frames.variables import namespace, with_bound
from ..model import LineProbe, Site, Tracepoint, WatchProbe
from ..reentrancy import busy, ident
from ..record.hits import SECRET
from ..record.watchpoints import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Dict, FrozenSet, List, Optional, Set, Tuple

    from ..load.importer import Importer
    from ..record.hits import Hits
    from ..record.watchpoints import Watchpoints

# Names of texts that are no files.
_TEXTS = ("<string>", "<stdin>")


class _Missing:
    """Stands for the value of a name that has none."""

    __slots__ = ()


_MISSING = _Missing()


class Code:
    """A code object of which something is recorded."""

    def __init__(self, data: Dict[str, Any], of: Dict[str, Any], engine: Traced) -> None:
        self.engine = engine
        self.path: str = of["path"]
        self.qualname: str = data["qualname"]
        self.variables: Tuple[str, ...] = tuple(data["variables"])
        self.redacted: List[str] = data["redacted"]
        lines = data["lines"]
        # None is all of them.
        self.lines: Optional[FrozenSet[int]] = None if lines is None else frozenset(lines)
        self.parameters: Optional[List[str]] = data["parameters"]
        self.of = of
        # Expressions at whose change the next line is recorded.
        self.any_changed: Tuple[str, ...] = ()
        if of.get("next_line"):
            self.any_changed = tuple([watched["expression"] for watched in data["watches"]])
        self.first: int = data["first"]
        self.when: Optional[str] = data["when"]
        self.name: str = data["name"]
        self.watches: List[Dict[str, Any]] = [] if self.any_changed else data["watches"]
        self.jumps: Dict[int, int] = dict(data["jumps"])
        # Variable, expression, whether it is global: at each line, and as the function is entered.
        self.sets: List[Tuple[str, str, bool]] = data["sets"]
        self.entries: List[Tuple[str, str, bool]] = data["entries"]
        self._lines: Dict[int, LineProbe] = {}
        self._jumps: Dict[int, LineProbe] = {}
        self._calls: Dict[Tuple[str, int], Tuple[Site, Tracepoint]] = {}
        # By expression and line.
        self._watches: Dict[Tuple[str, int], WatchProbe] = {}

    def line(self, line: int) -> LineProbe:
        """The probe of a line."""
        found = self._lines.get(line)
        if found is None:
            found = self._lines[line] = self._probe(line)
            found.any_changed = self.any_changed
        return found

    def jump(self, line: int) -> LineProbe:
        """The probe of a line where it goes on at another one."""
        found = self._jumps.get(line)
        if found is None:
            found = self._jumps[line] = self._probe(line)
        return found

    def call(self, kind: str, line: int) -> Tuple[Site, Tracepoint]:
        """The site of a call, of a way out, or of a yield."""
        found = self._calls.get((kind, line))
        if found is None:
            site = self.site(line)
            found = self._calls[kind, line] = (site, self._tracepoint(site, limited=False))
        return found

    def site(self, line: int) -> Site:
        """The site of a line."""
        texts: List[str] = self.of["lines"]
        return Site(self.path, line, self.qualname, texts[line - 1] if 0 < line <= len(texts) else "")

    def _tracepoint(self, site: Site, limited: bool = True) -> Tracepoint:
        of, engine = self.of, self.engine
        hits, every = (of["hits"], of["every"]) if limited else (None, None)
        return Tracepoint(site, hits, every, engine.rate, engine.hits.recorder.counter(self.path, site.line))

    def _probe(self, line: int) -> LineProbe:
        site = self.site(line)
        probe = LineProbe(site, self._tracepoint(site))
        probe.maybe = self.variables
        probe.condition = self.of["condition"]
        probe.log = tuple([(log["text"], log["is_template"]) for log in self.of["log"]])
        probe.by_frame = True
        if self.when is not None:
            condition = probe.condition
            probe.condition = self.when if condition is None else f"({self.when}) and ({condition})"
            probe.place_names = self._place(line)
        return probe

    def _place(self, line: int) -> Dict[str, object]:
        place = {"function": self.name, "line": line, "file": self.path, "module": self.of["module"], "event": "line"}
        return {self.of["prefix"] + name: value for name, value in place.items()}

    def watch(self, watched: Dict[str, Any], line: int) -> WatchProbe:
        """The probe of a change of an expression that a line makes."""
        expression: str = watched["expression"]
        found = self._watches.get((expression, line))
        if found is None:
            condition = self._probe(line)
            found = WatchProbe(condition.site, condition.tracepoint, expression)
            found.condition, found.condition_names = condition.condition, self.variables
            found.place_names = condition.place_names
            found.maybe = tuple(watched["names"])
            found.is_name = watched["name"]
            found.is_dynamic = True
            found.last = self.engine.watchpoints.last_of(self.path, self.qualname, expression)
            self._watches[expression, line] = found
        return found

    def is_over(self, number: int) -> bool:
        """Whether a line had its last hit."""
        probe = self._lines.get(number)
        return probe is not None and probe.tracepoint.is_over

    def has_part_in(self, code: CodeType) -> bool:
        """Whether there can be something to record in a code object: others run untraced."""
        if self.lines is None or self.parameters is not None or self.watches or self.entries:
            return True
        return not self.lines.isdisjoint(_lines_of(code)) or not _lines_of(code).isdisjoint(self.jumps)


class File:
    """A file of which something is recorded."""

    def __init__(self, data: Dict[str, Any], engine: Traced) -> None:
        text: str = data["source"]
        data["lines"] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.data = data
        self.engine = engine
        # By first line and name.
        self.codes: Dict[Tuple[int, str], List[Code]] = {}
        for about in data["codes"]:
            self.codes.setdefault((about["first"], about["name"]), []).append(Code(about, data, engine))

    def other(self, code: CodeType) -> Optional[Code]:
        """A code object that no probe can be in: of type parameters, bounds and aliases."""
        lines = self.data["rest"]
        if lines is not None and not lines:
            return None
        name: str = getattr(code, "co_qualname", code.co_name)
        about: Dict[str, Any] = {
            "first": code.co_firstlineno, "qualname": name, "variables": [], "redacted": [], "lines": lines, "parameters": None,
            "sets": [], "entries": [], "jumps": [], "watches": [], "name": code.co_name, "when": self.data.get("when"),
        }  # fmt: skip
        return Code(about, self.data, self.engine)


class Traced:
    """The state of a dynamic engine."""

    def __init__(
        self, hits: Hits, watchpoints: Watchpoints, importer: Importer, files: List[str], rate: Optional[int], is_tracing: bool
    ) -> None:
        """`files`: those that the importer would give probes; `is_tracing`: by a trace function."""
        self.hits, self.watchpoints, self.importer, self.rate = hits, watchpoints, importer, rate
        self.is_tracing = is_tracing
        # The program has set a trace function of its own.
        self.is_disturbed = False
        # What takes part in the interpreter, and a look for it there.
        self.hook: Any = None
        self.look: Any = None
        # Gives the place where the coroutine of a frame was created, and looks at each call for that.
        self.origins: Any = None
        # Of a file of which something is recorded every code object is of interest: for raw events.
        self.is_whole = False
        # By path: what is known of a file; None before it is asked for.
        self.files: Dict[str, Optional[File]] = {path: None for path in files}
        # By the identity of a code object, which is kept.
        self._known: Dict[int, Tuple[CodeType, Optional[Code]]] = {}
        # Of which nothing is recorded; empty where every call is looked at.
        self.untraced: Set[int] = set()

    def gone(self) -> Optional[str]:
        """What to say if the engine has not seen everything."""
        if self.look() is self.hook or self.look() == self.hook:
            threading = sys.modules.get("threading")
            is_ours = getattr(threading, "_trace_hook", self.hook) == self.hook
            if self.is_disturbed or self.is_tracing and not is_ours:
                return "the program has set a trace function of its own: what came while it was there may not be told"
            return None
        if self.is_tracing:
            return (
                "the trace function is gone, by the program or by an exception that rose from it, as at the recursion limit:"
                " what came after that is not told"
            )
        return "the program has taken the tool id of sys.monitoring: what came after that is not told"

    def code_of(self, code: CodeType, frame: FrameType) -> Optional[Code]:
        """What is recorded of a code object; none if nothing is."""
        found = self._known.get(id(code))
        if found is not None:
            return found[1]
        chosen = self._find(code, frame)
        if chosen is not None and not self.is_whole and not chosen.has_part_in(code):
            chosen = None
        self._known[id(code)] = (code, chosen)
        if chosen is None and self.origins is None:
            self.untraced.add(id(code))
        return chosen

    def _find(self, code: CodeType, frame: FrameType) -> Optional[Code]:
        name = code.co_filename
        if name in _TEXTS:
            main: Any = sys.modules.get("__main__")
            if name not in self.files or frame.f_globals is not getattr(main, "__dict__", None):
                return None
            path: Optional[str] = name
        else:
            path = self.importer.known_path(name)
        if path is None:
            return None
        file = self.files[path]
        if file is None:
            file = self.files[path] = self._read(path)
        first = 0 if code.co_name == "<module>" else code.co_firstlineno
        candidates = file.codes.get((first, code.co_name), [])
        if not candidates:
            return file.other(code)
        if len(candidates) > 1:
            qualname = getattr(code, "co_qualname", None)
            variables = set(code.co_varnames + code.co_cellvars + code.co_freevars)
            alike = [c for c in candidates if qualname in (None, c.qualname) and variables.issuperset(c.variables)]
            # Two of one line and name are told apart by their variables; the one with most is the one that is meant.
            candidates = _by_size(alike) or candidates
        return candidates[0]

    def _read(self, path: str) -> File:
        recorder = self.hits.recorder
        nothing = {"source": "", "codes": [], "rest": []}
        try:
            if path not in _TEXTS and not self.importer.is_current(path):
                recorder.problem(path, "has changed since the run began: nothing of it is told")
                return File(nothing, self)
        except OSError:
            return File(nothing, self)
        recorder.loaded(path)
        return File(self.importer.read_unit(self.importer.key_of(path)), self)

    def line(self, code: Code, number: int, frame: FrameType, snapshot: Snapshot) -> None:
        """Records a line. That of a file without code is 0 since 3.11: it has none."""
        if not number or busy and ident() in busy:
            return
        probe = code.line(number)
        if probe.tracepoint.is_over:
            return
        hits = self.hits
        try:
            if hits.recorder.late:
                hits.record_late()
            values = with_bound(frame, probe.maybe, {}, self.is_tracing)
            names, given = tuple(values), tuple(values.values())
            if probe.any_changed:
                if not self.watchpoints.any_differs(probe, frame, snapshot, names, given):
                    return
            elif not hits.expressions.line_holds(probe, frame, names, given):
                return
            changes: Dict[str, Any] = {}

            def change(values: Dict[str, Any]) -> None:
                if code.sets:
                    known = dict(values)
                    changes.update(self._changed(code, code.sets, number, frame, known))
                    self.write([change for change in code.sets if change[2]], frame, changes)
                    values.clear()
                    # Those of the frame, in its order.
                    values.update({name: known[name] for name in code.variables if name in known})
                _redact(code, values)

            hits.record_line(probe, frame, snapshot, names, given, change if code.sets or code.redacted else None)
            self.write(code.sets, frame, changes)
        except BaseException as error:
            if hits.must_propagate(error, probe.site, probe.tracepoint):
                raise

    def watch(self, code: Code, frame: FrameType, snapshot: Snapshot, number: int, leaves: bool = False) -> None:
        """Looks at the watched expressions, when `number` was the last line. That a name has no value
        as a frame `leaves` is not recorded."""
        if busy and ident() in busy:
            return
        watchpoints = self.watchpoints
        for watched in code.watches:
            probe = code.watch(watched, number)
            try:
                kept = _shared(code, frame, snapshot) if watched["shared"] else snapshot
                values = with_bound(frame, probe.maybe, {}, self.is_tracing)
                if watched["binds"]:
                    # What is inside of what the names are bound to does not count.
                    own, files = watched["names"], frame.f_globals
                    found = [(values if name in own else files).get(name, _MISSING) for name in watched["reads"]]
                    now = tuple([id(value) for value in found])
                    if kept.bound.get(probe.expression) == now:
                        continue
                    kept.bound[probe.expression] = now
                if watched["name"]:
                    # A builtin of that name is no value of the variable.
                    value: Any = UNSET if found[0] is _MISSING else found[0]
                else:
                    value = watchpoints.value_of(probe, frame, tuple(values), tuple(values.values()))
                if not (leaves and watched["binds"] and value is UNSET):
                    watchpoints.look(probe, frame, kept, value)
            except BaseException as error:
                if self.hits.must_propagate(error, probe.site):
                    raise

    def begin(self, code: Code, frame: FrameType) -> Dict[str, Any]:
        """What is set as a function is entered."""
        if busy and ident() in busy:
            return {}
        return self._changed(code, code.entries, code.first, frame, with_bound(frame, code.variables, {}, self.is_tracing))

    def _changed(
        self, code: Code, sets: List[Tuple[str, str, bool]], line: int, frame: FrameType, values: Dict[str, Any]
    ) -> Dict[str, Any]:
        """The new values of variables, each evaluated with those before it; they are put into `values`."""
        changes: Dict[str, Any] = {}
        site = code.site(line)
        for target, expression, _ in sets:
            try:
                self.hits.reach(site)
                found = self.hits.expressions.call(site, expression, frame, tuple(values), tuple(values.values()))
            except BaseException as error:
                self.hits.expressions.report_override_error(site, target, expression, error)
            else:
                changes[target] = values[target] = found
        return changes

    def write(self, sets: List[Tuple[str, str, bool]], frame: FrameType, changes: Dict[str, Any]) -> None:
        """Sets variables of a frame. Up to 3.12 this is to be the last look at them: another one would undo it."""
        variables: Any = None
        for target, expression, is_global in sets:
            if target not in changes:
                continue
            if is_global:
                frame.f_globals[target] = changes[target]
                continue
            variables = namespace(frame) if variables is None else variables
            if variables is None:
                code = self.code_of(frame.f_code, frame)
                if code is not None:
                    why = RuntimeError("while a comprehension of a class runs, 3.12 lets no variable be set")
                    self.hits.expressions.report_override_error(code.site(frame.f_lineno), target, expression, why)
            else:
                variables[target] = changes[target]

    def jump(self, code: Code, frame: FrameType, number: int) -> None:
        """Goes on at another line, if CPython lets it."""
        probe, target = code.jump(number), code.jumps[number]
        values = with_bound(frame, code.variables, {}, self.is_tracing)
        names, given = tuple(values), tuple(values.values())
        if probe.tracepoint.is_over or not self.hits.expressions.line_holds(probe, frame, names, given):
            return
        self.hits.reach(probe.site)
        probe.tracepoint.is_last()
        recorder = self.hits.recorder
        filters: Any = getattr(sys.modules.get("warnings"), "filters", _filters)
        # What it sets to None it says of this file; the note does.
        silence = ("ignore", None, RuntimeWarning, None, 0)
        filters.insert(0, silence)
        try:
            frame.f_lineno = target  # type: ignore[misc]
        except ValueError as error:
            recorder.note(f"{code.path}:{number}: cannot jump to line {target}: {error}")
        else:
            recorder.note(f"{code.path}:{number}: jumped to line {target}")
            # Of that line there is no event.
            self.hits.reach(code.site(target))
        finally:
            filters.remove(silence)

    def enter(self, code: Code, frame: FrameType, snapshot: Snapshot, changes: Optional[Dict[str, Any]] = None) -> None:
        """Records a call, in which variables are about to be changed."""
        origin = self.origins.of(frame) if self.origins is not None else ()
        site, tracepoint = code.call("enter", code.first)
        if busy and ident() in busy:
            return
        try:
            values = with_bound(frame, tuple(code.parameters or ()), {}, self.is_tracing)
            values.update(changes or {})
            _redact(code, values, in_place=True)
            self.hits.enter(site, tracepoint, frame, snapshot, tuple(values), tuple(values.values()), (), origin)
        except BaseException as error:
            if self.hits.must_propagate(error, site):
                raise

    def leave(self, code: Code, frame: FrameType, snapshot: Snapshot, kind: str, value: object, number: int) -> None:
        """Records a return or a yield."""
        site, _ = code.call(kind, number)
        if busy and ident() in busy:
            return
        try:
            self.hits.leave(site, frame, snapshot, kind, value)
        except BaseException as error:
            if self.hits.must_propagate(error, site):
                raise

    def raises(self, code: Code, frame: FrameType, snapshot: Snapshot, error: Optional[BaseException]) -> None:
        """Records an exception that leaves a function."""
        site, _ = code.call("raise", code.first)
        if error is None or busy and ident() in busy:
            return
        try:
            self.hits.raises(site, frame, snapshot, error)
        except BaseException as second:
            if self.hits.must_propagate(second, site):
                raise


def _redact(code: Code, values: Dict[str, Any], in_place: bool = False) -> None:
    for name in code.redacted:
        if name in values:
            if not in_place:
                del values[name]
            values[name] = SECRET


def _shared(code: Code, frame: FrameType, snapshot: Snapshot) -> Snapshot:
    """What was seen of a file's own variables: of the module that was loaded last."""
    if frame.f_code.co_name == "<module>":
        code.of["seen"] = snapshot
    seen: Snapshot = code.of.setdefault("seen", Snapshot())
    return seen


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


def _by_size(codes: List[Code]) -> List[Code]:
    """Those with most variables first."""
    out: List[Code] = []
    for code in codes:
        at = 0
        while at < len(out) and len(out[at].variables) >= len(code.variables):
            at += 1
        out.insert(at, code)
    return out
