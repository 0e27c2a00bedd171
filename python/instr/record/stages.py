"""Parts of a hit left out, so that `instr bench --split` can tell what each of them costs. Nothing else asks for this.

    engine      the probe is reached, with its values or its frame, and returns
    capture     values are read, compared with those of the last hit, and rendered; there is no record
    format      the record is made, and goes nowhere
"""

from __future__ import annotations

from builtins import object, setattr, str

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .hits import Hits


def leave_out(hits: Hits, stage: str) -> None:
    """From here on nothing is done after a stage."""
    recorder = hits.recorder
    setattr(recorder, "_commit", nothing)
    if stage == "format":
        return
    for name in ("line", "call", "value", "raises", "watch"):
        setattr(recorder, name, nothing)
    if stage == "engine":
        for name in ("line", "record_line", "enter", "leave", "raises"):
            setattr(hits, name, nothing)


def nothing(*given: object, **more: object) -> None:
    """In the place of what is left out."""
