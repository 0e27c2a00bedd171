"""The functions of a table: one for each probe, made from what `Entry` in Rust tells of it.

A probe that tells a line in text, of a frame whose memory it is given, is generated: the values are arguments, and a
comparison by identity for each variable that the way from the probe before can have bound, a step to an event made before
for each that changed, and one write is all that it does. What is not usual is done by another function, `slow`:

    def make(root, M):
        def slow(m, s, tag): …
        root[-1].slow = slow
        def probe(m, s, tag):
            if busy and ident() in busy: …
            try:
                if m[2]:
                    n = root
                    if tag is not m[1]: n = n[1].get(tag, NOWHERE)
                    d = n[0]
                    if d is not None:
                        write(*d)
                        return
                root[-1].slow(m, s, tag)
            except …
        return probe

`root` is the first node of the ways to events, with the site behind it: each cell more of a closure takes its time at every
hit.

An event at hand is the tuple of arguments with which it is written: up to 3.13 a mapping's `write` would be given a new one
each time, a quarter of what it takes. Behind its variables a memory has whether they can only change by being bound: True if
no other object is among them, False if that is to be found out, None if a hit was missed.

Lines of a function that pass the same variables share the code. All others go through `hits`, and so do those that pass
very many variables: their code would grow with each, at every line.
"""

from __future__ import annotations

from builtins import compile, enumerate, exec, len, range, setattr, str, tuple, type, zip

from ..format import UNSEEN
from . import events, hits, kinds, known
from .hits import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

# A memory of at most so many variables is unpacked.
_MANY = 16
# A probe that passes more is not generated.
TOO_MANY = 24


def _flags(entries: List[Dict[str, Any]]) -> Any:
    """Which probes can still fire, of those that can be stopped, as attributes: `p5`. In slots, which are read fastest. And
    which bodies have one: `w2`."""
    names = [f"p{place}" for place, entry in enumerate(entries, 1) if entry["hits"] is not None]
    names += [f"w{number}" for number in {number for entry in entries for number in entry.get("wholes", ())}]
    flags = type("Flags", (), {"__slots__": names})()
    for name in names:
        setattr(flags, name, True)
    return flags


def codes(entries: List[Dict[str, Any]], frames: List[List[str]], path: str) -> Tuple[Any, ...]:
    """The code of the generated functions, for a cache: from place 1 on, None where there is none."""
    found = []
    made: Dict[str, Any] = {}
    for site in _sites(entries, frames, path, None):
        code = None
        if site.kind == "line" and site.is_plain() and len(site.names) <= TOO_MANY:
            source = _source(site)
            code = made.get(source)
            if code is None:
                code = made[source] = compile(source, f"<instr {path}>", "exec", 0, True)
        found.append(code)
    return tuple(found)


def table(
    entries: List[Dict[str, Any]],
    frames: List[List[str]],
    path: str,
    codes: Sequence[Any],
    asked: Any = None,
) -> List[Any]:
    """The functions of a unit, from place 1 on. `asked` has what they write to, if not to the log: no code is for that."""
    flags = _flags(entries)
    sites = _sites(entries, frames, path, flags)
    if asked is None:
        hits.known(sites)
    found: List[Any] = [flags]
    probes: Dict[Tuple[int, str], Site] = {}
    makers: Dict[int, Any] = {}
    wholes: Dict[int, hits.Whole] = {}
    for site, code in zip(sites, codes):
        if asked is not None:
            site.out = asked.calls if site.kind in ("enter", "return", "yield", "raise") else asked.out
        if site.tells:
            site.probe = probes.setdefault((site.line, site.function), site)
            site.probe.places.append(site.place)
            for number in entries[site.place - 1].get("wholes", ()):
                whole = wholes.setdefault(number, hits.Whole(f"w{number}"))
                whole.left += 1
                site.probe.wholes.append(whole)
        found.append(_function(site, code, makers))
    return found


def new(count: int) -> List[Any]:
    """A memory of so many variables."""
    return [*[UNSEEN] * count, True]


def _sites(entries: List[Dict[str, Any]], frames: List[List[str]], path: str, flags: object) -> List[Site]:
    memories: Dict[int, List[Any]] = {}
    sites = []
    for place, entry in enumerate(entries, 1):
        frame = entry["frame"]
        names = [] if frame is None else frames[frame]
        is_module = names[:1] == ["<module>"]
        site = Site(entry, place, path, names, flags)
        if is_module:
            site.memory = memories.setdefault(frame, new(len(names)))
        sites.append(site)
    return sites


def _function(site: Site, code: Any, makers: Dict[int, Any]) -> Any:
    if site.kind == "memory":
        return new(len(site.variables)).copy
    if site.watch.get("key"):
        from . import sights

        return sights.KINDS[site.kind](site)
    if code is None or events.FORMAT != "text":
        return kinds.KINDS[site.kind](site)
    make = makers.get(id(code))
    if make is None:
        exec(code, events.NAMESPACE)
        make = makers[id(code)] = events.NAMESPACE.pop("make")
    site.root = [*known.node(len(site.bound)), site]
    return make(site.root, site.memory)


def _source(site: Site) -> str:
    """The text of what makes the function. `M` is the memory of a file's own frame: a default, so it comes last."""
    variables = site.variables
    count, flag = len(variables), f"m[{len(variables)}]"
    values = [f"v{variables.index(name)}" for name in site.names]
    parameters = ["m", *values] if site.memory is None else [*values, "m=M"]
    # Most of them may have changed, or few of many.
    is_whole = len(site.bound) * 2 > count
    arguments = f"({', '.join(['m', *values])})"
    slow = f"root[-1].slow{arguments}"
    text: List[str] = ["def make(root, M):", f"def slow{arguments}:", " S = root[-1]"]
    add = text.append
    _compare_all(add, site, count, flag)
    add("root[-1].slow = slow")
    add(f"def probe({', '.join(parameters)}):")
    add(" if busy and ident() in busy:")
    add(f"  {flag} = None")
    add("  return")
    add(" try:")
    if site.every:
        add("  if skips(root[-1]): return")
    if is_whole:
        old = _unpacked(add, "  ", count)
    else:
        old = [f"m[{i}]" for i in range(count)]
    is_plain = ["f" if is_whole else flag, *[f"m[{variables.index(name)}] is not UNSEEN" for name in site.redacted]]
    add(f"  if {' and '.join(is_plain)}:")
    if not is_whole:
        is_same = [f"v{i} is {old[i]}" for i in site.bound]
        indent = "    " if is_same else "   "
        if is_same:
            add(f"   if {' and '.join(is_same)}:")
        _write(add, site, indent, "root[0]")
        add(f"{indent}except TypeError as e:")  # it is None
        add(f"{indent} if e.__traceback__.tb_next: raise")
        add(f"{indent} {slow}")
        add(f"{indent}return")
        for i in site.bound:
            add(f"   a{i} = m[{i}]")
            old[i] = f"a{i}"
    if site.bound:
        _walk(add, site, old)
    add(f"  {slow}")
    add(" except BaseException as error:")
    add(f"  {flag} = None")
    add("  if must_rise(error, root[-1]): raise")
    return "\n ".join([*text, "return probe"])


def _walk(add: Callable[[str], None], site: Site, old: List[str]) -> None:
    """Adds the way to an event that was made before. What it keeps is taken back where there is none."""
    add("   n = root")
    for step, i in enumerate(site.bound, 1):
        found = f"m[{i}] = v{i}; n = n[{step}].get"
        add(f"   if v{i} is not {old[i]}:")
        add(f"    k = type(v{i})")
        add(f"    if k is str and len(v{i}) < SHORT:")
        add(f"     if k is not type({old[i]}) or v{i} != {old[i]}: {found}(v{i}, NOWHERE)")
        add(f"    elif k is bool: {found}(YES if v{i} else NO, NOWHERE)")
        add(f"    elif k is int and -FAR < v{i} < FAR:")
        add(f"     if k is not type({old[i]}) or v{i} != {old[i]}: {found}(v{i}, NOWHERE)")
        add("    else: n = NOWHERE")
    add("   d = n[0]")
    add("   if d is not None:")
    _write(add, site, "    ", "d")
    add("    return")
    for i in site.bound:
        add(f"   m[{i}] = {old[i]}")


def _unpacked(add: Callable[[str], None], indent: str, count: int) -> List[str]:
    """Adds what takes a memory apart; what stands for each variable."""
    if not 0 < count <= _MANY:
        add(f"{indent}*a, f = m")
        return [f"a[{i}]" for i in range(count)]
    add(f"{indent}{', '.join(f'a{i}' for i in range(count))}, f = m")
    return [f"a{i}" for i in range(count)]


def _compare_all(add: Callable[[str], None], site: Site, count: int, flag: str) -> None:
    """Adds the comparison of all variables, and what tells their changes."""
    old = _unpacked(add, " ", count)
    add(" t = ''; g = False")
    for name in site.order or site.names:
        i = site.variables.index(name)
        _compare(add, name, i, old[i])
    for name in site.redacted:
        i = site.variables.index(name)
        add(f" if m[{i}] is UNSEEN:")
        add(f"  m[{i}] = None")
        add("  g = g or None")
        _join(add, "  ", f"{name} = {hits.REDACTED}")
    add(f" if f is False: {flag} = not g and Text not in map(type, m)")
    add(" d = S.shown.get(t)")
    add(" if d is None: d = made(S, t)")
    add(f" if S.room > 0 and g is False: learn(S, ({', '.join(old) or 'None'},), m, d)")
    _write(add, site, " ", "d")


def _compare(add: Callable[[str], None], name: str, i: int, old: str) -> None:
    """Adds the text of a variable to `t`, if it would show something else. What is usual is spelled out."""
    add(f" if v{i} is not {old}:")
    add(f"  k = type(v{i})")
    add(f"  if k is str and len(v{i}) < SHORT or k is bool or k is int and -FAR < v{i} < FAR:")
    add(f"   if k is not type({old}) or v{i} != {old}:")
    add(f"    m[{i}] = v{i}")
    _join(add, "    ", f"{name} = {{v{i}!r}}")
    add("  else:")
    add(f"   r = changed(m, {i}, {old}, v{i}, k)")
    add(f"   g = g or type(m[{i}]) is Text")
    add("   if r is not None:")
    add("    if f: f = False")
    _join(add, "    ", f"{name} = {{r}}")


def _join(add: Callable[[str], None], indent: str, text: str) -> None:
    add(f"{indent}t = f'{{t}}, {text}' if t else f'{text}'")


def _write(add: Callable[[str], None], site: Site, indent: str, event: str) -> None:
    counts = "; count(root[-1])" if site.hits else ""
    add(f"{indent}try: write(*{event}){counts}")
    add(f"{indent}except ValueError as e:")
    add(f"{indent} if e.__traceback__.tb_next: raise")  # a signal handler's
    add(f"{indent} full(*{event}){counts}")
