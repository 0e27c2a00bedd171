import sys
print(sys.argv[1:], __name__, __package__, __spec__.name, sorted(globals()))
from . import cycle_a
print(cycle_a.f(), type(cycle_a.__spec__.loader).__name__)
cycle_a.cycle_b.fails()
