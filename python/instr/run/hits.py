"""What happens at a hit."""

from __future__ import annotations

import sys
from builtins import (
    BaseException, NameError, RecursionError, bool, dict, enumerate, int, isinstance, iter, len, list, next, range,
    setattr, str, tuple, type, zip,
)  # fmt: skip

from .. import format
from ..format import UNSEEN, changed
from ..guard import busy, ident, was_sent
from ..memory import memory_of, with_bound
from . import events, report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

    Pairs = List[Tuple[str, str]]

REDACTED = "<redacted>"
getframe = sys._getframe
FunctionType: Any = type(lambda: None)
_CO_OPTIMIZED = 1
_OVERFLOW_IS_FATAL = sys.version_info < (3, 10)


# The kinds of places that tell a line.
TELLS = ("line", "unbound", "after", "each", "again", "around", "leaving", "raising", "decorator", "traced")


class Whole:
    """A body with probes that can be stopped, which is there without them, too."""

    __slots__ = ("flag", "left")

    def __init__(self, flag: str) -> None:
        self.flag = flag
        self.left = 0


class Site:
    """A place of the table."""

    def __init__(
        self, entry: Dict[str, Any], place: int, path: str, variables: List[str], flags: object
    ) -> None:
        self.place = place
        self.path = path
        self.kind: str = entry["kind"]
        self.tells = self.kind in TELLS
        self.is_probe = self.tells or self.kind in ("enter", "watch", "watched", "unset")
        # Whether it is said that it was never reached.
        self.is_expected = self.tells or self.kind == "enter" or self.kind in ("set", "make", "jump")
        self.line: int = entry["line"]
        self.function: str = entry["function"]
        self.names: List[str] = entry["names"]
        self.steady: List[str] = entry["steady"]
        self.order: List[str] = entry["order"]
        self.maybe: Tuple[str, ...] = tuple(entry["maybe"])
        self.expression: Optional[str] = entry["expression"]
        self.log: List[Tuple[str, bool]] = [(text, bool(template)) for text, template in entry["log"]]
        self.by_frame: bool = entry["by_frame"]
        # What a condition knows of the place.
        self.known: Dict[str, object] = {}
        # The expression that it watches, beside its text.
        self.watch: Dict[str, Any] = entry["watch"] or {}
        self.target: Optional[str] = entry["target"]
        self.of: Optional[int] = entry["of"]
        self.bare: List[int] = entry["bare"]
        # A probe may have several places, one of which counts for all of them.
        self.probe = self
        self.places: List[int] = []
        self.redacted: List[str] = entry["redacted"]
        # Those of them that are perhaps unbound.
        self.veiled: Tuple[str, ...] = tuple(entry["veiled"])
        self.hits: Optional[int] = entry["hits"]
        self.every: Optional[int] = entry["every"]
        self.count = 0
        # Steps on at each counted hit: no two threads make the same step.
        self.tally: Any = iter(range(sys.maxsize))
        self.seen = 0
        self.reached = False
        self.variables = variables
        self.indexes = {name: index for index, name in enumerate(variables)}
        # Those of the variables that may have changed since the hit before, in the order in which they are told.
        told = [name for name in self.order or self.names if name not in self.steady]
        self.bound = [self.indexes[name] for name in told if name in self.indexes]
        self.has_memory: bool = entry["frame"] is not None
        # Of a file's own frame.
        self.memory: Optional[List[Any]] = None
        self.flags = flags
        # Of bodies that are there twice, how many probes can still fire: with them their flags.
        self.wholes: List[Whole] = []
        # Where its events go; none is the log.
        self.out: Optional[Callable[[str], None]] = None
        self.printed = f"{self.line} {entry['text']}"
        # Of generated probes: the events that were made before, by their text, and by the way to them.
        self.shown: Dict[str, Tuple[bytes]] = {}
        self.root: List[Any] = []
        self.slow: Any = None
        self.room = events.KEPT
        # Of a watched name: the event of a change, and the text of the value, by type, old and new value.
        self.pairs: Dict[type, Dict[Any, Tuple[Tuple[bytes], str]]] = {bool: {}, int: {}, str: {}}

    def counted(self) -> int:
        """The steps of the tally so far."""
        left: int = self.tally.__length_hint__()
        return sys.maxsize - left

    def is_plain(self) -> bool:
        """It tells variables that it is given, and its memory."""
        return self.has_memory and not self.maybe and not self.veiled and not self.log and not self.expression


def known(sites: List[Site]) -> None:
    """Sites that may be reached from now on."""
    report.SITES.extend(sites)


def first(site: Site) -> None:
    """The first hit of a site in this process."""
    site.probe.reached = True
    report.reach(site)


def made(site: Site, changes: str) -> Tuple[bytes]:
    """A line's event, kept for the next time."""
    if events.LATE:
        events.tell_late()
    if not site.probe.reached:
        first(site)
    data = (events.event(f"{events.INDENT}{changes}\n{site.printed}" if changes else site.printed),)
    if not changes:
        site.root[0] = data
    if len(site.shown) < events.KEPT:
        site.shown[changes] = data
    return data


def skips(site: Site) -> bool:
    """Whether `--every` leaves this hit out."""
    site = site.probe
    site.seen += 1
    return bool(site.every) and (site.seen - 1) % (site.every or 1) != 0


def count(site: Site) -> None:
    """Stops a site after its last hit."""
    site = site.probe
    site.count += 1
    if site.count == site.hits:
        for place in site.places:
            setattr(site.flags, f"p{place}", False)
        for whole in site.wholes:
            whole.left -= 1
            if not whole.left:
                setattr(site.flags, whole.flag, False)


def is_stopped(site: Site) -> bool:
    """Whether a site that has no flag in the program's code had its last hit."""
    return site.hits is not None and site.probe.count >= site.hits


def must_rise(error: BaseException, site: Site) -> bool:
    """Whether what came up in a hit is for the program."""
    if isinstance(error, RecursionError):
        if _OVERFLOW_IS_FATAL:
            return True
        events.LATE.append(site)
        return False
    if was_sent(error):
        return True
    report.untold(site, error)
    return False


def changes(
    site: Site, memory: Any, names: Sequence[str], values: Sequence[Any], redacted: Optional[Sequence[str]] = None
) -> Pairs:
    """The names and texts of what is not as it was at the last hit."""
    pairs = []
    is_list = type(memory) is list
    for name, value in zip(names, values):
        key: Any = name
        if is_list:
            key = site.indexes[name]
        elif name not in memory:
            memory[name] = UNSEEN
        old = memory[key]
        if value is old:
            continue
        text = changed(memory, key, old, value, type(value))
        if text is not None:
            pairs.append((name, text))
    for name in site.redacted if redacted is None else redacted:
        if is_unseen(site, memory, name):
            memory[site.indexes[name] if is_list else name] = None
            pairs.append((name, REDACTED))
    if is_list and memory[-1] and pairs:
        memory[-1] = False
    return pairs


def missed(site: Site, values: Sequence[Any]) -> None:
    """A hit has not looked at its variables: those behind it in the frame look at all of theirs. `values` may begin with
    the frame's memory."""
    if site.has_memory and site.memory is None:
        values[0][-1] = None


def is_unseen(site: Site, memory: Any, name: str) -> bool:
    """Whether nothing was told of a variable yet."""
    return (memory[site.indexes[name]] if type(memory) is list else memory.get(name, UNSEEN)) is UNSEEN


def unveiled(site: Site, frame: FrameType, memory: Any) -> Sequence[str]:
    """The secrets that have a value. It is asked for as long as one of them has had none."""
    veiled = tuple([name for name in site.veiled if is_unseen(site, memory, name)])
    bound = with_bound(frame, veiled, {}) if veiled else {}
    return [name for name in site.redacted if name not in veiled or name in bound]


def told(value: object) -> str:
    """The text of a value."""
    return changed([UNSEEN], 0, UNSEEN, value, type(value)) or ""


def hit(site: Site, frame: FrameType, values: Sequence[Any]) -> None:
    """Tells a line. `values` begin with the frame's memory, if it is passed. Nothing of ours ever rises from it."""
    given = values
    try:
        if events.LATE:
            events.tell_late()
        if events.FORMAT == "counts" and site.expression is None:
            next(site.tally)
            return
        memory, values = memory_for(site, frame, values)
        names: Sequence[str] = site.names
        if site.maybe:
            found = with_bound(frame, site.maybe, dict(zip(names, values)))
            if site.order:
                found = {name: found[name] for name in site.order if name in found}
            names, values = list(found), list(found.values())
        elif site.order:
            passed = dict(zip(names, values))
            names, values = site.order, [passed[name] for name in site.order]
        tell(site, frame, memory, names, values)
    except BaseException as error:
        missed(site, given)
        if must_rise(error, site):
            raise


def tell(
    site: Site,
    frame: FrameType,
    memory: Any,
    names: Sequence[str],
    values: Sequence[Any],
    change: Optional[Callable[[Dict[str, Any]], None]] = None,
) -> None:
    """Tells a line whose variables are at hand, if it is to be told; `change` is done to them first."""
    if site.expression is not None and site.kind != "line" and not holds(site, frame, names, values):
        return
    if change is not None:
        found = dict(zip(names, values))
        change(found)
        names, values = tuple(found), tuple(found.values())
    if events.FORMAT == "counts":
        next(site.tally)
        return
    if not site.probe.reached:
        first(site)
    if site.every and skips(site):
        return
    if site.log:
        if site.by_frame:
            values = [evaluated(site, text, frame, names, values) for text, _ in site.log]
        pairs = [(text, logged(value, template)) for (text, template), value in zip(site.log, values)]
    else:
        redacted = unveiled(site, frame, memory) if site.veiled else None
        pairs = changes(site, memory, names, values, redacted)
    events.line(site, pairs)
    if site.hits:
        count(site)


def memory_for(site: Site, frame: FrameType, values: Sequence[Any]) -> Tuple[Any, Sequence[Any]]:
    """The memory that a hit uses, and the values behind it."""
    if site.memory is not None:
        return site.memory, values
    if site.has_memory:
        return values[0], values[1:]
    return memory_of(frame).last, values


class Failed:
    """Stands for the value of an expression that raised."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def logged(value: object, template: bool) -> str:
    """The text of a logged value; that of a template is told as it is."""
    if type(value) is Failed:
        return value.text
    if template and type(value) is str:
        return format.clip(value.replace("\n", "\\n").replace("\r", "\\r"), format.LIMIT)
    return told(value)


_functions: Dict[Tuple[str, Tuple[str, ...], str], Any] = {}


def class_of(qualname: str, frame: FrameType) -> str:
    """The class whose private names a function has: it is mangled into them."""
    parts = qualname.split(".")
    if not frame.f_code.co_flags & _CO_OPTIMIZED:
        parts.append("")
    classes = [part for part, next in zip(parts, parts[1:]) if "<" not in part and next != "<locals>"]
    return classes[-1] if classes else ""


def call(site: Site, expression: str, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> Any:
    """The value of an expression with some variables, and else the names that the frame's file has."""
    around = class_of(site.function, frame) if "__" in expression else ""
    key = (expression, tuple(names), around)
    code = _functions.get(key)
    if code is None:
        text = f"lambda {', '.join(names)}: (\n{expression}\n)"
        code = _lambda(f"class {around}:\n {text}") if around else _lambda(text)
        if code.co_freevars:
            # Outside of a class `__class__` is unbound.
            code = _lambda(text)
        _functions[key] = code
    me = ident()
    if me in busy:
        return FunctionType(code, frame.f_globals)(*values)
    # Probes in what it calls are silent: they would evaluate it again.
    busy.add(me)
    try:
        return FunctionType(code, frame.f_globals)(*values)
    finally:
        busy.discard(me)


def _lambda(text: str) -> CodeType:
    code = compile(text, "<instr>", "exec", 0, True)
    while code.co_name != "<lambda>":
        code = [const for const in code.co_consts if type(const) is type(code)][0]
    return code


def holds(site: Site, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> bool:
    """Whether the condition of a site is true. An unbound name counts as false, what it raises is noted."""
    expression = site.expression
    if expression is None:
        return True
    if site.watch:
        from . import sights

        return sights.any_differs(site, frame, names, values)
    try:
        if site.known:
            names, values = [*names, *site.known], [*values, *site.known.values()]
        return bool(call(site, expression, frame, names, values))
    except BaseException as error:
        if was_sent(error):
            raise
        if not is_unbound(error, 2):
            report.raised(site, error)
        return False


def evaluated(site: Site, expression: str, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> object:
    """The value of a logged expression, or what stands for it."""
    try:
        return call(site, expression, frame, names, values)
    except BaseException as error:
        if was_sent(error):
            raise
        return failure(site, error, expression)


def wanted(site: Site, frame: FrameType, names: Sequence[str], values: Sequence[Any]) -> Any:
    """What the variable of a site is set to. Raises what the expression raises."""
    if not site.reached:
        site.reached = True
        report.reach(site)
    return call(site, site.expression or "None", frame, names, values)


def unmade(site: Site, error: BaseException) -> None:
    """Notes that there is nothing to set a variable to; raises what is for the program."""
    if was_sent(error):
        raise error
    report.raised(site, error, f"{site.target}={site.expression}")


def failure(site: Site, error: BaseException, expression: str) -> Failed:
    """What stands for the value of an expression that raised."""
    name = format._name(type(error))
    if isinstance(error, NameError):
        return Failed("<unbound>")
    report.raised(site, error, expression)
    return Failed(f"<{name}: {format.clip(format._own_str(error), 80)}>")


def is_unbound(error: BaseException, depth: int) -> bool:
    """A name of the expression itself is unbound."""
    return isinstance(error, NameError) and is_own(error, depth)


def is_own(error: BaseException, depth: int) -> bool:
    """The expression itself raised: nothing that it calls."""
    traceback = error.__traceback__
    for _ in range(depth):
        traceback = traceback and traceback.tb_next
    return traceback is None or traceback.tb_next is None
