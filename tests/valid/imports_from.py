from a import b
from a.b import c as d, e
from a import *
from a import (b)
from a import (b, c as d,)
from a import (
    b,
    c,  # comment
)
from . import a
from .. import a
from ... import a
from .... import a
from .a import b
from ...a.b import c
from . a import b
from .. . a . b import c
from.import a
from.a import(b)
from __future__ import annotations
