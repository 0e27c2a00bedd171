"""The functions of a table: one for each probe, made from what `Entry` in Rust tells of it.

A probe that tells a line in text, of a frame whose memory it is given, is generated: the values are arguments, and when
nothing changed one comparison by identity for each variable and one write of a text made before is all it does. When
one variable changed to a value that it has had here before, the text is at hand, too.

    def make(S, M):
        def probe(m, s, tag):
            if busy and ident() in busy: return
            try:
                a0, a1, a2 = m
                if s is a0 and tag is a2:
                    try: write(S.same)
                    except …
                    return
                …
        return probe

Lines of a function that pass the same variables share the code. All others go through `hits`, and so do those that pass
very many variables: their code would grow with each, at every line.
"""

from __future__ import annotations

from builtins import compile, enumerate, exec, len, range, setattr, str, tuple, zip

from ..format import UNSEEN
from . import events, hits
from .hits import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

# A memory of at most so many variables is unpacked.
_MANY = 16
# A probe that passes more is not generated.
_TOO_MANY = 24


class Flags:
    """Which probes can still fire, as attributes: `p5`."""


def codes(entries: List[Dict[str, Any]], frames: List[List[str]], path: str) -> Tuple[Any, ...]:
    """The code of the generated functions, for a cache: from place 1 on, None where there is none."""
    found = []
    known: Dict[str, Any] = {}
    for site in _sites(entries, frames, path, Flags()):
        code = None
        if site.kind == "line" and site.is_plain() and len(site.names) <= _TOO_MANY:
            source = _source(site)
            code = known.get(source)
            if code is None:
                code = known[source] = compile(source, f"<instr {path}>", "exec", 0, True)
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
    flags = Flags()
    sites = _sites(entries, frames, path, flags)
    if asked is None:
        hits.known(sites)
    found: List[Any] = [flags]
    probes: Dict[Tuple[int, str], Site] = {}
    makers: Dict[int, Any] = {}
    for site, code in zip(sites, codes):
        if asked is not None:
            site.out = asked.calls if site.kind in ("enter", "return", "yield", "raise") else asked.out
        if site.tells:
            site.probe = probes.setdefault((site.line, site.function), site)
            site.probe.places.append(site.place)
        setattr(flags, f"p{site.place}", True)
        found.append(_function(site, code, makers))
    return found


def _sites(entries: List[Dict[str, Any]], frames: List[List[str]], path: str, flags: Flags) -> List[Site]:
    memories: Dict[int, List[Any]] = {}
    texts: List[List[Dict[str, str]]] = [[{} for _ in names] for names in frames]
    sites = []
    for place, entry in enumerate(entries, 1):
        frame = entry["frame"]
        names = [] if frame is None else frames[frame]
        is_module = names[:1] == ["<module>"]
        site = Site(entry, place, path, names, flags)
        site.texts = [] if frame is None else texts[frame]
        if is_module:
            site.memory = memories.setdefault(frame, [UNSEEN] * len(names))
        sites.append(site)
    return sites


def _function(site: Site, code: Any, makers: Dict[int, Any]) -> Any:
    if site.kind == "memory":
        return ([UNSEEN] * len(site.variables)).copy
    if site.watch.get("key"):
        from . import sights

        return sights.KINDS[site.kind](site)
    if code is None or events.FORMAT != "text":
        return hits.KINDS[site.kind](site)
    make = makers.get(id(code))
    if make is None:
        exec(code, events.NAMESPACE)
        make = makers[id(code)] = events.NAMESPACE.pop("make")
    return make(site, site.memory)


def _source(site: Site) -> str:
    """The text of what makes the function. `M` is the memory of a file's own frame: a default, so it comes last."""
    variables = site.variables
    places = [(value, variables.index(value)) for value in site.names]
    parameters = ["m", *[f"v{i}" for _, i in places]]
    if site.memory is not None:
        parameters = [*parameters[1:], "m=M"]
    text: List[str] = []
    add = text.append
    add(f"def probe({', '.join(parameters)}):")
    add(" if busy and ident() in busy: return")
    add(" try:")
    if site.every:
        add("  if skips(S): return")
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
    _same(add, indent)
    _stop(add, site, indent)
    add(f"{indent}return")
    if latest is not None:
        _again(add, site, latest, old[latest])
    add("  t = ''")
    if site.order:
        places = [(value, variables.index(value)) for value in site.order]
    for value, i in places:
        _compare(add, value, i, old[i], f"S.texts[{i}]")
    for value in site.redacted:
        i = variables.index(value)
        add(f"  if m[{i}] is UNSEEN:")
        add(f"   m[{i}] = None")
        _join(add, "   ", f"{value} = {hits.REDACTED}")
    add("  if t:")
    add("   if S.same is None: S.same = first(S)")
    add("   d = S.events.get(t)")
    add("   if d is None: d = made(S, t)")
    if latest is not None:
        add(f"   if o and len(S.latest) < KEPT: S.latest[v{latest}] = d")
    add("   try: write(d)")
    add("   except ValueError: full(d)")
    add("  else:")
    _same(add, "   ")
    _stop(add, site, "  ")
    add(" except BaseException as error:")
    add("  if must_rise(error, S): raise")
    return "\n ".join(["def make(S, M):", *text, "return probe"])


def _latest(site: Site) -> Optional[int]:
    """The variable that is most often the only one to have changed: a guess, the last one that the function binds. None
    for a probe that counts its hits."""
    return site.indexes.get(site.names[-1]) if site.names and not site.hits else None


def _again(add: Callable[[str], None], site: Site, i: int, old: str) -> None:
    """What is usual: one variable alone has changed, to a short text or a bool that it has had before."""
    add(f"   k = type(v{i})")
    add("   if k is str or k is bool:")
    add(f"    d = S.latest.get(v{i})")
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


def _same(add: Callable[[str], None], indent: str) -> None:
    add(f"{indent}try: write(S.same)")
    add(f"{indent}except TypeError:")
    add(f"{indent} S.same = first(S)")
    add(f"{indent} try: write(S.same)")
    add(f"{indent} except ValueError: full(S.same)")
    add(f"{indent}except ValueError: full(S.same)")


def _stop(add: Callable[[str], None], site: Site, indent: str) -> None:
    if site.hits:
        add(f"{indent}count(S)")
