"""The functions of a table: one for each probe, made from what `Entry` in Rust tells of it.

A probe that tells a line in text, of a frame whose memory it is given, is generated: the values are arguments, and when
nothing changed one comparison by identity for each variable and one write of a text made before is all it does. When
one variable changed to a value that it has had here before, the text is at hand, too.

    def p5(m, s, tag):
        if busy and ident() in busy: return
        try:
            a0, a1, a2 = m
            if s is a0 and tag is a2:
                try: write(L5)
                except …
                return
            …

All others go through `hits`.
"""

from __future__ import annotations

from builtins import compile, enumerate, exec, len, range, setattr, str, tuple, zip

from ..format import UNSEEN
from . import events, hits
from .hits import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Tuple

_MANY = 16


class Flags:
    """Which probes can still fire, as attributes: `p5`."""


def codes(unit: str, entries: List[Dict[str, Any]], frames: List[List[str]], path: str) -> Tuple[Any, ...]:
    """The code of the generated functions, for a cache: from place 1 on, None where there is none."""
    found = []
    for site in _sites(entries, frames, path, Flags()):
        is_plain = site.kind == "line" and site.is_plain()
        found.append(_code(site, f"p{unit}_{site.place}") if is_plain else None)
    return tuple(found)


def table(
    unit: str, entries: List[Dict[str, Any]], frames: List[List[str]], path: str, codes: Tuple[Any, ...]
) -> List[Any]:
    """The functions of a unit, from place 1 on."""
    flags = Flags()
    sites = _sites(entries, frames, path, flags)
    hits.known(sites)
    found: List[Any] = [flags]
    probes: Dict[Tuple[int, str], Site] = {}
    for site, code in zip(sites, codes):
        if site.tells:
            site.probe = probes.setdefault((site.line, site.function), site)
            site.probe.places.append(site.place)
        setattr(flags, f"p{site.place}", True)
        found.append(_function(site, f"p{unit}_{site.place}", code))
    return found


def _sites(entries: List[Dict[str, Any]], frames: List[List[str]], path: str, flags: Flags) -> List[Site]:
    memories: Dict[int, List[Any]] = {}
    sites = []
    for place, entry in enumerate(entries, 1):
        frame = entry["frame"]
        names = [] if frame is None else frames[frame]
        is_module = names[:1] == ["<module>"]
        site = Site(entry, place, path, names, flags)
        if is_module:
            site.memory = memories.setdefault(frame, [UNSEEN] * len(names))
        sites.append(site)
    return sites


def _function(site: Site, name: str, code: Any) -> Any:
    if site.kind == "memory":
        return ([UNSEEN] * len(site.variables)).copy
    if code is not None and events.FORMAT == "text":
        return _generated(site, name, code)
    return hits.KINDS[site.kind](site)


def _code(site: Site, name: str) -> Any:
    return compile(_source(site, name), f"<instr {site.path}:{site.line}>", "exec", 0, True)


def _generated(site: Site, name: str, code: Any) -> Callable[..., Any]:
    """The function of a plain probe."""
    namespace = events.NAMESPACE
    # The text of a hit that changed nothing; none before the first hit, which the attempt to write it tells.
    namespace[f"L{name}"] = None
    namespace[f"S{name}"] = site
    # Texts that were made before: of values, and of whole events.
    namespace[f"E{name}"] = {}
    namespace[f"D{name}"] = {}
    for value in site.names:
        namespace[f"T{name}_{site.indexes[value]}"] = {}
    exec(code, namespace)
    function = namespace.pop(name)
    if site.memory is not None:
        function.__defaults__ = (site.memory,)
    return function  # type: ignore[no-any-return]


def _source(site: Site, name: str) -> str:
    """The text of the function. The memory of a file's own frame is a default: it comes last."""
    variables = site.variables
    places = [(value, variables.index(value)) for value in site.names]
    parameters = ["m", *[f"v{i}" for _, i in places]]
    if site.memory is not None:
        parameters = [*parameters[1:], "m=None"]
    text: List[str] = []
    add = text.append
    add(f"def {name}({', '.join(parameters)}):")
    add(f" global L{name}")
    add(" if busy and ident() in busy: return")
    add(" try:")
    if site.every:
        add(f"  if skips(S{name}): return")
    whole = 0 < len(variables) <= _MANY and len(places) * 2 >= len(variables)
    if whole:
        add(f"  {', '.join(f'a{i}' for i in range(len(variables)))}{',' if len(variables) == 1 else ''} = m")
    old = {i: f"a{i}" if whole else f"m[{i}]" for _, i in places}
    latest = _latest(site)
    others = [f"v{i} is {old[i]}" for value, i in places if i != latest]
    others += [f"m[{variables.index(name)}] is not UNSEEN" for name in site.redacted]
    add("  o = False")
    add(f"  if {' and '.join(others) or 'True'}:")
    indent = "   "
    if latest is not None:
        add(f"   if v{latest} is {old[latest]}:")
        indent = "    "
    _same(add, name, indent)
    _stop(add, site, name, indent)
    add(f"{indent}return")
    if latest is not None:
        _again(add, site, name, latest, old[latest])
    add("  t = ''")
    if site.order:
        places = [(value, variables.index(value)) for value in site.order]
    for value, i in places:
        _compare(add, value, i, old[i], f"T{name}_{i}")
    for value in site.redacted:
        i = variables.index(value)
        add(f"  if m[{i}] is UNSEEN:")
        add(f"   m[{i}] = None")
        _join(add, "   ", f"{value} = {hits.REDACTED}")
    add("  if t:")
    add(f"   if L{name} is None: L{name} = first(S{name})")
    add(f"   d = E{name}.get(t)")
    add(f"   if d is None: d = made(E{name}, S{name}, t)")
    if latest is not None:
        add(f"   if o and len(D{name}) < KEPT: D{name}[v{latest}] = d")
    add("   try: write(d)")
    add("   except ValueError: full(d)")
    add("  else:")
    _same(add, name, "   ")
    _stop(add, site, name, "  ")
    add(" except BaseException as error:")
    add(f"  if must_rise(error, S{name}): raise")
    return "\n".join(text)


def _latest(site: Site) -> Optional[int]:
    """The variable that is most often the only one to have changed: a guess, the last one that the function binds. None
    for a probe that counts its hits."""
    return site.indexes.get(site.names[-1]) if site.names and not site.hits else None


def _again(add: Callable[[str], None], site: Site, name: str, i: int, old: str) -> None:
    """What is usual: one variable alone has changed, to a short text or a bool that it has had before."""
    add(f"   k = type(v{i})")
    add("   if k is str or k is bool:")
    add(f"    d = D{name}.get(v{i})")
    add(f"    if d is None: o = k is bool or len(v{i}) < SHORT")
    add(f"    elif k is not type({old}) or v{i} != {old}:")
    add(f"     m[{i}] = v{i}")
    add("     try: write(d)")
    add("     except ValueError: full(d)")
    add("     return")


def _compare(add: Callable[[str], None], name: str, i: int, old: str, texts: str) -> None:
    """Adds the text of a variable to `t`, if it would show something else. What is usual is spelled out."""
    add(f"  if v{i} is not {old}:")
    add(f"   k = type(v{i})")
    add(f"   if k is str and len(v{i}) < SHORT:")
    add(f"    if k is not type({old}) or v{i} != {old}:")
    add(f"     m[{i}] = v{i}")
    add(f"     r = {texts}.get(v{i})")
    add(f"     if r is None: r = spelled({texts}, v{i}, {name + ' = '!r})")
    add("     t = f'{t}, {r}' if t else r")
    add(f"   elif k is bool or k is int and -FAR < v{i} < FAR:")
    add(f"    if k is not type({old}) or v{i} != {old}:")
    add(f"     m[{i}] = v{i}")
    _join(add, "     ", f"{name} = {{v{i}!r}}")
    add("   else:")
    add(f"    r = changed(m, {i}, {old}, v{i}, k)")
    add("    if r is not None:")
    _join(add, "     ", f"{name} = {{r}}")


def _join(add: Callable[[str], None], indent: str, text: str) -> None:
    add(f"{indent}t = f'{{t}}, {text}' if t else f'{text}'")


def _same(add: Callable[[str], None], name: str, indent: str) -> None:
    add(f"{indent}try: write(L{name})")
    add(f"{indent}except TypeError:")
    add(f"{indent} L{name} = first(S{name})")
    add(f"{indent} try: write(L{name})")
    add(f"{indent} except ValueError: full(L{name})")
    add(f"{indent}except ValueError: full(L{name})")


def _stop(add: Callable[[str], None], site: Site, name: str, indent: str) -> None:
    if site.hits:
        add(f"{indent}count(S{name})")
