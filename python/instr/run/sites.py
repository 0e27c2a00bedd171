"""The functions of a table: one for each probe, made from what `Entry` in Rust tells of it.

A probe that tells a line in text, of a frame whose memory it is given, is generated: the values are arguments, and when
nothing changed one comparison by identity for each variable that the way from the probe before can have bound, and one
write of a text made before, is all it does. When one variable changed to a value that it has had here before, the text is
at hand, too.

    def make(S, M):
        same = None
        def probe(m, s, tag):
            if busy and ident() in busy: …
            try:
                if m[3] and tag is m[2]:
                    try: write(same)
                    except …
                    return
                …
        return probe

`same` is None before the first hit, which the attempt to write it tells. Behind its variables a memory has whether they can only change by being bound: True if no other object is among them, False
if that is to be found out, None if a hit was missed.

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


def new(count: int) -> List[Any]:
    """A memory of so many variables."""
    return [*[UNSEEN] * count, True]


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
        return hits.KINDS[site.kind](site)
    make = makers.get(id(code))
    if make is None:
        exec(code, events.NAMESPACE)
        make = makers[id(code)] = events.NAMESPACE.pop("make")
    return make(site, site.memory)


def _source(site: Site) -> str:
    """The text of what makes the function. `M` is the memory of a file's own frame: a default, so it comes last.

    Where most variables may be others, all is done in one function. Else a hit mostly tells no change: what is needed for
    one would be a burden, so it has a function of its own, `slow`."""
    variables = site.variables
    count, flag = len(variables), f"m[{len(variables)}]"
    places = [(name, variables.index(name)) for name in site.names]
    values = [f"v{i}" for _, i in places]
    parameters = ["m", *values] if site.memory is None else [*values, "m=M"]
    bound = [i for name, i in places if name not in site.steady]
    latest = _latest(site, bound)
    unpacked = f"{', '.join(f'a{i}' for i in range(count))}, f = m" if 0 < count <= _MANY else f"f = {flag}"
    is_whole = len(bound) * 2 > count
    old = [f"a{i}" if is_whole and count <= _MANY else f"m[{i}]" for i in range(count)]
    kept = [f"a{i}" if count <= _MANY else f"m[{i}]" for i in range(count)]
    text: List[str] = []
    add = text.append
    if not is_whole:
        add(f"def slow({', '.join(['m', *values])}):")
        add(" nonlocal same")
        add(f" {unpacked}")
        if latest is not None:
            alone = [f"v{i} is {kept[i]}" for _, i in places if i != latest]
            add(f" o = {' and '.join(alone) or 'True'}")
        _compare_all(lambda line: add(f" {line}"), site, kept, flag, latest)
    add(f"def probe({', '.join(parameters)}):")
    add(" nonlocal same")
    add(" if busy and ident() in busy:")
    add(f"  {flag} = None")
    add("  return")
    add(" try:")
    if site.every:
        add("  if skips(S): return")
    if is_whole:
        add(f"  {unpacked}")
    others = ["f" if is_whole else flag, *[f"v{i} is {old[i]}" for i in bound if i != latest]]
    others += [f"m[{variables.index(name)}] is not UNSEEN" for name in site.redacted]
    add(f"  if {' and '.join(others)}:")
    indent = "   "
    if latest is not None:
        add(f"   if v{latest} is {old[latest]}:")
        indent = "    "
    _same(add, indent)
    _stop(add, site, indent)
    add(f"{indent}return")
    if latest is not None:
        _again(add, latest, old[latest])
    if is_whole:
        if latest is not None:
            add("   o = True")
            add("  else: o = False")
        _compare_all(lambda line: add(f"  {line}"), site, kept, flag, latest)
    else:
        add(f"  slow({', '.join(['m', *values])})")
    add(" except BaseException as error:")
    add(f"  {flag} = None")
    add("  if must_rise(error, S): raise")
    return "\n ".join(["def make(S, M):", "same = None", *text, "return probe"])


def _compare_all(
    add: Callable[[str], None], site: Site, old: List[str], flag: str, latest: Optional[int]
) -> None:
    """Adds the comparison of all variables, and what tells their changes."""
    variables = site.variables
    add("t = ''; g = False")
    for name in site.order or site.names:
        i = variables.index(name)
        _compare(add, name, i, old[i])
    for name in site.redacted:
        i = variables.index(name)
        add(f"if m[{i}] is UNSEEN:")
        add(f" m[{i}] = None")
        if latest is not None:
            add(" o = False")
        _join(add, " ", f"{name} = {hits.REDACTED}")
    add(f"if f is False: {flag} = not g and Text not in map(type, m)")
    add("if t:")
    add(" if same is None: same = first(S)")
    add(" d = S.shown.get(t)")
    add(" if d is None: d = made(S, t)")
    if latest is not None:
        # What is usual next time: this variable alone has changed, and has had the value before.
        add(" if o and len(S.again) < KEPT:")
        add(f"  k = type(v{latest})")
        add(f"  if k is bool: S.truths[v{latest}] = d")
        add(f"  elif k is str and len(v{latest}) < SHORT or k is int and -FAR < v{latest} < FAR: S.again[v{latest}] = d")
    add(" try: write(d)")
    add(" except ValueError: full(d)")
    add("else:")
    _same(add, " ")
    _stop(add, site, "")


def _latest(site: Site, bound: List[int]) -> Optional[int]:
    """The variable that is most often the only one to have changed: a guess, the last one that the function binds. None
    for a probe that counts its hits, and one before which nothing was bound."""
    return bound[-1] if bound and not site.hits else None


def _again(add: Callable[[str], None], i: int, old: str) -> None:
    """What is usual: one variable alone has changed, to a value that it has had before."""
    add(f"   k = type(v{i})")
    add(f"   d = S.again.get(v{i}) if k is str or k is int else S.truths.get(v{i}) if k is bool else None")
    add(f"   if d is not None and (k is not type({old}) or v{i} != {old}):")
    add(f"    m[{i}] = v{i}")
    add("    try: write(d)")
    add("    except ValueError: full(d)")
    add("    return")


def _compare(add: Callable[[str], None], name: str, i: int, old: str) -> None:
    """Adds the text of a variable to `t`, if it would show something else. What is usual is spelled out."""
    add(f"if v{i} is not {old}:")
    add(f" k = type(v{i})")
    add(f" if k is str and len(v{i}) < SHORT:")
    add(f"  if k is not type({old}) or v{i} != {old}:")
    add(f"   m[{i}] = v{i}")
    add(f"   r = S.texts[{i}].get(v{i})")
    add(f"   if r is None: r = spelled(S.texts[{i}], v{i}, {name + ' = '!r})")
    add("   t = f'{t}, {r}' if t else r")
    add(f" elif k is bool or k is int and -FAR < v{i} < FAR:")
    add(f"  if k is not type({old}) or v{i} != {old}:")
    add(f"   m[{i}] = v{i}")
    _join(add, "   ", f"{name} = {{v{i}!r}}")
    add(" else:")
    add(f"  r = changed(m, {i}, {old}, v{i}, k)")
    add(f"  g = g or type(m[{i}]) is Text")
    add("  if r is not None:")
    add("   if f: f = False")
    _join(add, "   ", f"{name} = {{r}}")


def _join(add: Callable[[str], None], indent: str, text: str) -> None:
    add(f"{indent}t = f'{{t}}, {text}' if t else f'{text}'")


def _same(add: Callable[[str], None], indent: str) -> None:
    add(f"{indent}try: write(same)")
    add(f"{indent}except TypeError:")
    add(f"{indent} same = first(S)")
    add(f"{indent} try: write(same)")
    add(f"{indent} except ValueError: full(same)")
    add(f"{indent}except ValueError: full(same)")


def _stop(add: Callable[[str], None], site: Site, indent: str) -> None:
    if site.hits:
        add(f"{indent}count(S)")
