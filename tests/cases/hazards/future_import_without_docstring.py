# A comment.
from __future__ import annotations

"not the documentation"
print(__doc__)
