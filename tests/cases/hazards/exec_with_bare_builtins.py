def f(x):
    return x + 1


scope = {"__builtins__": {}, "f": f}
exec("y = f(1)\nz = f(y)", scope)
print(scope["y"], scope["z"])
import builtins
print([name for name in vars(builtins) if "instr" in name])
