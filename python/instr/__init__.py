"""The runtime of rewritten programs: `from instr import probe as _instr` gives what their probes call.

A hit prints to stderr the captured variables that changed since this frame's last hit, then the line number and the
original source line. INSTR_LOG=path appends all this to a file instead.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .inject.abi import Probe

    probe: Probe

    from .api.insert import breakpoint_at, insert_tracer, trace_calls
    from .api.tracer import ConditionalTracer, EventTracer, Tracer

__all__ = ["ConditionalTracer", "EventTracer", "Tracer", "breakpoint_at", "insert_tracer", "probe", "trace_calls"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Not a plain global: each preamble of a rewritten file passes here, which makes the file known.
    if name == "probe":
        from .inject import abi

        return abi.probe_for(abi.getframe(1))
    if name in __all__ and name.endswith("Tracer"):
        from .api import tracer

        return getattr(tracer, name)
    if name in __all__:
        from .api import insert

        return getattr(insert, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
