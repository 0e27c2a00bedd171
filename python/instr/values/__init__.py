"""The program's values, as they are recorded: rendered without running the program's code, bounded, without secrets.

    escape, globs, peek          text; patterns; objects and classes read without their methods
    value                        what a record holds, and its bytes
    secrets, scrub, redact       what is not to be seen
    items, objects, containers,  how each kind of value is shown
      errors, runtime, library, adapters
    foreign                      the program's own reprs, where they are asked for
    shapes, render               the choice by class; the renderer with a session's options
"""

from __future__ import annotations

from builtins import AttributeError, getattr, object, str

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .redact import SECRETS, Redactor
    from .render import Renderer
    from .value import Value, encode, failed

__all__ = ["SECRETS", "Redactor", "Renderer", "Value", "encode", "failed"]


def __getattr__(name: str) -> object:
    # Later than this module: a loader that runs a package before its modules cannot import them here.
    if name not in __all__:
        raise AttributeError(f"module {__package__!r} has no attribute {name!r}")
    module: object
    if name in ("SECRETS", "Redactor"):
        from . import redact

        module = redact
    elif name == "Renderer":
        from . import render

        module = render
    else:
        from . import value

        module = value
    return getattr(module, name)
