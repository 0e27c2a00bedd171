lazy = 1
lazy.a = lazy
lazy(a)
lazy[0] = lazy
lazy: int = 1
lazy
import lazy
from lazy import lazy
lazy, a = b
lazy += 1
lazy if lazy else lazy
def lazy(lazy=lazy): pass
print(lazy
)
lazy; import a
lazy in a
lazy is not a
