"""What is said when the program ends: which probes were never reached, which conditions raised.

A process says what it knows of itself; that a child reached a line, it tells its parent by a byte in a file that both
have, one for each place.
"""

from __future__ import annotations

import sys
from builtins import BaseException, OSError, bool, enumerate, len, set, sorted, str, type

from .. import format
from ..guard import busy, ident, must_rise
from . import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Set, Tuple

    from .hits import Site

SITES: List[Site] = []
# By expression, path, line: how often, and the first message.
RAISED: Dict[Tuple[str, str, int], List[Any]] = {}
# Files and watched expressions that were seen to have a value.
SEEN: Set[Tuple[str, str]] = set()
# The file of reached lines, open in every process of a run.
_reached_file: Optional[str] = None
_tells = False
# Files that could not be given their probes, and why.
PROBLEMS: List[Tuple[str, str]] = []


def share(path: Optional[str], is_main: bool) -> None:
    """Sets the file in which children tell what they reached."""
    global _reached_file, _tells
    _reached_file, _tells = path, not is_main
    if _tells:
        for site in SITES:
            if site.reached:
                reach(site)


def reach(site: Site) -> None:
    """Notes the first hit of a site in this process."""
    if _reached_file is None or not _tells:
        return
    try:
        import posix

        fd = posix.open(_reached_file, posix.O_WRONLY | posix.O_APPEND | posix.O_CREAT | posix.O_CLOEXEC, 0o600)
        try:
            posix.write(fd, f"{site.path}:{site.line}\n".encode("utf-8", "surrogateescape"))
        finally:
            posix.close(fd)
    except OSError:
        pass


def guarded(error: BaseException) -> str:
    """The text of an exception, while probes in it are silent."""
    me = ident()
    busy.add(me)
    try:
        return format.clip(format._own_str(error), format.LIMIT)
    finally:
        busy.discard(me)


def raised(site: Site, error: BaseException, expression: Optional[str] = None) -> None:
    """Counts an exception in one of the user's expressions."""
    key = (expression or site.expression or "", site.path, site.line)
    found = RAISED.get(key)
    if found is None:
        # There is no report at the end of what has no log.
        if site.out is not None:
            RAISED[key] = [0, ""]
            return site.out(f"# instr: `{key[0]}` raised at {site.path}:{site.line}: {described(error)}")
        RAISED[key] = [1, described(error)]
    else:
        found[0] += 1


def untold(site: Site, error: BaseException) -> None:
    """Notes a hit that failed: that is a mistake of instr, or there is no memory left."""
    try:
        problem = (site.path, f"has a hit that could not be told, in line {site.line}: {described(error)}")
        if problem not in PROBLEMS:
            PROBLEMS.append(problem)
    except BaseException as second:
        if must_rise(second):
            raise


def described(error: BaseException) -> str:
    """An exception on one line."""
    try:
        message = guarded(error)
    except BaseException:
        message = "?"
    name = format._name(type(error))
    return f"{name}: {message}" if message else name


def lines(
    wanted: Dict[str, str], condition: Optional[str], others: Set[str], is_complete: bool, is_expected: bool = True
) -> List[str]:
    """All there is to say. `wanted`: how each file with probes is called; `others`: what other processes reached; what
    was never reached is known only if `is_complete`, and said of lines only if `is_expected`."""
    out = []
    for path, problem in PROBLEMS:
        out.append(f"{wanted.get(path, path)} {problem}")
    known = {site.path for site in SITES}
    for path in wanted if is_complete else ():
        if path not in known and not any(text.rpartition(":")[0] == path for text in others):
            if all(path != other for other, _ in PROBLEMS):
                out.append(f"{wanted[path]} was never loaded: its probes did not run")
    reached: Dict[Tuple[str, int], bool] = {}
    for site in SITES:
        if site.is_expected:
            key = (site.path, site.line)
            reached[key] = reached.get(key, False) or site.reached or f"{site.path}:{site.line}" in others
    missed: Dict[str, List[int]] = {}
    for (path, line), was in reached.items():
        if not was and is_complete and is_expected:
            missed.setdefault(path, []).append(line)
    for path, numbers in missed.items():
        word, verb = ("lines", "were") if len(numbers) > 1 else ("line", "was")
        what = "reached" if condition is None else f"reached with `{condition}`"
        out.append(f"{wanted.get(path, path)}: {word} {ranges(sorted(numbers))} {verb} never {what}")
    watched = {(site.path, site.expression or "") for site in SITES if site.watch.get("key")} if is_complete else set()
    for path, expression in sorted(watched - SEEN):
        out.append(f"{wanted.get(path, path)}: `{expression}` never had a value that was told")
    for (expression, path, line), (count, message) in RAISED.items():
        times = "once" if count == 1 else f"{count} times"
        out.append(f"{wanted.get(path, path)}:{line}: `{expression}` raised {times}, first {message}")
    return out


def ranges(numbers: List[int]) -> str:
    """`3, 5-9`: three and more in a row as a range."""
    rows: List[List[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return ", ".join([f"{row[0]}-{row[-1]}" if len(row) > 2 else ", ".join([str(n) for n in row]) for row in rows])


def counts(shown: Dict[str, str]) -> List[str]:
    """How often each line was hit in this process."""
    totals: Dict[Tuple[str, int], int] = {}
    for site in SITES:
        if site.is_probe and (site.counted() or not site.watch):
            key = (site.path, site.line)
            totals[key] = totals.get(key, 0) + site.counted()
    order = {path: at for at, path in enumerate(shown)}
    told = [(order.get(path, len(order)), line, path, count) for (path, line), count in totals.items()]
    told.sort()
    return [f"{shown.get(path, path)}:{line} {count}" for _, line, path, count in told]


def read_others() -> Set[str]:
    """What any process of this run reached."""
    if _reached_file is None:
        return set()
    try:
        from _io import open

        with open(_reached_file, encoding="utf-8", errors="surrogateescape") as file:
            return set(file.read().split("\n"))
    except OSError:
        return set()
