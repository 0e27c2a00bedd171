"""Parts of a hit left out, so that `instr bench` can tell what each of them costs. Nothing else ever asks for this.

    engine      the probe is reached, with its values or its frame, and returns
    capture     values are read, compared with those of the last hit, and kept; there is no text
    format      the text is made, and goes nowhere

What is kept of a container is its text: that is made where it is captured. A condition is evaluated by the engine where it
is inlined, and else as part of capture.
"""

from __future__ import annotations

from builtins import bool, compile, float, int, setattr, str, type

from .. import format
from . import dynamic, events, hits, kinds, logs, sites

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional

_function = sites._function
# By their text. The code that a file's cache has is the whole one.
_codes: Dict[str, Any] = {}


def leave_out(stage: str) -> None:
    """From here on nothing is done behind a stage."""
    events.NAMESPACE["write"] = events.NAMESPACE["full"] = logs.lost
    if stage == "format":
        return
    setattr(events, "line", nothing)
    setattr(events, "call", nothing)
    setattr(events, "value", nothing)
    setattr(events, "raises", nothing)
    events.NAMESPACE["changed"] = kept
    setattr(hits, "changed", kept)
    setattr(sites, "_function", _made_by(_engine if stage == "engine" else _capture))
    if stage == "engine":
        setattr(hits, "hit", nothing)
        for name in ("line", "enter", "leave", "raises"):
            setattr(dynamic, name, nothing)
        kinds.KINDS.update({"line": _passed, "enter": _passed, "return": _through, "yield": _through, "raise": _passed})


def nothing(*given: object, **more: object) -> None:
    """In the place of what is left out."""


def kept(memory: Any, key: Any, old: object, value: Any, kind: type) -> Optional[str]:
    """As `format.changed`, without the text of what needs none to be compared."""
    if kind is int or kind is str or value is None or kind is bool or kind is float:
        if kind is type(old) and value == old:
            return None
        memory[key] = value
        return ""
    return format.changed(memory, key, old, value, kind)


def _passed(site: Any) -> Any:
    return nothing


def _through(site: Any) -> Any:
    def probe(value: Any, *memory: Any) -> Any:
        return value

    return probe


def _made_by(source: Callable[[Any], str]) -> Any:
    def function(site: Any, code: Any, makers: Dict[int, Any]) -> Any:
        if code is not None:
            text = source(site)
            if text not in _codes:
                _codes[text] = compile(text, "<instr stage>", "exec", 0, True)
            code = _codes[text]
        return _function(site, code, makers)

    return function


def _signature(site: Any) -> str:
    lines: List[str] = sites._source(site).split("\n")
    return [line for line in lines if line.startswith(" def probe(")][0]


def _engine(site: Any) -> str:
    return f"def make(root, M):\n{_signature(site)} pass\n return probe"


def _capture(site: Any) -> str:
    """The comparisons of a generated probe alone."""
    text = [_signature(site), "  if busy and ident() in busy: return", "  try:"]
    for i in site.bound:
        text.append(f"   if v{i} is not m[{i}]:")
        text.append(f"    k = type(v{i})")
        text.append(f"    if k is str and len(v{i}) < SHORT or k is bool or k is int:")
        text.append(f"     if k is not type(m[{i}]) or v{i} != m[{i}]: m[{i}] = v{i}")
        text.append(f"    else: changed(m, {i}, m[{i}], v{i}, k)")
    text += ["   pass", "  except BaseException as error:", "   if must_rise(error, root[-1]): raise", " return probe"]
    return "\n".join(["def make(root, M):", *text])
