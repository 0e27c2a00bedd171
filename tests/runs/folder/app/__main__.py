import sys
import beside
print(sys.argv, __name__, __spec__.name, __file__ == sys.path[0] + "/__main__.py", beside.f(1))
raise beside.Odd("so")
