lazy import a
lazy import a.b as c, d
lazy from a import b
lazy from . import (a, b as c)
lazy from .a import b; lazy = 1
