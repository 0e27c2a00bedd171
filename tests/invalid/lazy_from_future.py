# line 3
import a
lazy from __future__ import annotations
