"""The functions of a table: one for each probe, made from what `Entry` in Rust tells of it.

A probe that tells a line in text, of a frame whose memory it is given, is generated: the values are arguments, and when
nothing changed one comparison by identity for each variable and one write of a text made before is all it does.

    def p5(m, s, tag):
        if busy and ident() in busy: return
        try:
            a0, a1, a2 = m
            if s is a0 and tag is a2:
                try: write(L5)
                except ValueError: full(L5)
                return
            …

All others go through `hits`.
"""

from __future__ import annotations

from builtins import chr, compile, enumerate, exec, len, range, setattr, str

from . import events, hits
from .hits import Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List

_MANY = 16


class Flags:
    """Which probes can still fire, as attributes: `p5`."""


def table(unit: int, entries: List[Dict[str, Any]], frames: List[List[str]], path: str) -> List[Any]:
    """The functions of a unit, from place 1 on."""
    flags = Flags()
    memories: Dict[int, List[Any]] = {}
    sites = []
    for place, entry in enumerate(entries, 1):
        frame = entry["frame"]
        names = [] if frame is None else frames[frame]
        is_module = names[:1] == ["<module>"]
        site = Site(entry, place, path, names, flags)
        if is_module:
            site.memory = memories.setdefault(frame, [hits.UNSEEN] * len(names))
        sites.append(site)
    hits.known(sites)
    found: List[Any] = [flags]
    for site in sites:
        if site.of is not None:
            site.other = sites[site.of - 1]
        setattr(flags, f"p{site.place}", True)
        found.append(_function(site, unit))
    return found


def _function(site: Site, unit: int) -> Any:
    if site.kind == "memory":
        return ([hits.UNSEEN] * len(site.variables)).copy
    if site.kind == "line" and events.FORMAT == "text" and site.is_plain():
        return _generated(site, unit)
    return hits.KINDS[site.kind](site)


def _generated(site: Site, unit: int) -> Callable[..., Any]:
    """The function of a plain probe."""
    name = f"p{unit}_{site.place}"
    namespace = events.NAMESPACE
    namespace[f"L{name}"] = events.event(site.printed)
    namespace[f"S{name}"] = site
    namespace[f"fresh_{name}"] = True
    code = compile(_source(site, name), f"<instr {site.path}:{site.line}>", "exec", 0, True)
    exec(code, namespace)
    function = namespace.pop(name)
    if site.memory is not None:
        function.__defaults__ = (site.memory,)
    return function  # type: ignore[no-any-return]


def _source(site: Site, name: str) -> str:
    """The text of the function.

    The memory of a file's own frame is a default: it comes last.
    """
    variables = site.variables
    places = [(value, variables.index(value)) for value in site.names]
    is_module = site.memory is not None
    parameters = ["m", *[f"v{i}" for _, i in places]]
    if is_module:
        parameters = [*parameters[1:], "m=None"]
    text = [f"def {name}({', '.join(parameters)}):"]
    add = text.append
    add(f" global fresh_{name}")
    add(" if busy and ident() in busy: return")
    add(" try:")
    add(f"  if fresh_{name}:")
    add(f"   fresh_{name} = first(S{name})")
    if site.every:
        add(f"  if skips(S{name}): return")
    whole = 0 < len(variables) <= _MANY and len(places) * 2 >= len(variables)
    if whole:
        add(f"  {', '.join(f'a{i}' for i in range(len(variables)))}{',' if len(variables) == 1 else ''} = m")
    old = {i: f"a{i}" if whole else f"m[{i}]" for _, i in places}
    unchanged = " and ".join(f"v{i} is {old[i]}" for _, i in places) or "True"
    if site.redacted:
        unchanged += " and " + " and ".join(f"m[{variables.index(n)}] is not UNSEEN" for n in site.redacted)
    add(f"  if {unchanged}:")
    add(f"   try: write(L{name})")
    add(f"   except ValueError: full(L{name})")
    if site.hits:
        add(f"   count(S{name})")
    add("   return")
    add("  t = ''")
    for value, i in places:
        label = f", {value} = "
        add(f"  if v{i} is not {old[i]}:")
        add(f"   k = type(v{i})")
        add(f"   if k is str and len(v{i}) < SHORT:")
        add(f"    if k is not type({old[i]}) or v{i} != {old[i]}:")
        add(f"     m[{i}] = v{i}")
        add(f"     t += {label!r} + repr(v{i})")
        add("   else:")
        add(f"    r = changed(m, {i}, v{i}, k)")
        add(f"    if r is not None: t += {label!r} + r")
    for value in site.redacted:
        i = variables.index(value)
        add(f"  if m[{i}] is UNSEEN:")
        add(f"   m[{i}] = None")
        add(f"   t += {f', {value} = {hits.REDACTED}'!r}")
    add(f"  t = event(INDENT + t[2:] + {chr(10) + site.printed!r}) if t else L{name}")
    add("  try: write(t)")
    add("  except ValueError: full(t)")
    if site.hits:
        add(f"  count(S{name})")
    add(" except BaseException as error:")
    add("  if must_rise(error): raise")
    return "\n".join(text)
