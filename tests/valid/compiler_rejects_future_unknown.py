from __future__ import no_such_feature
from __future__ import braces
