"""`inject_hook` of ddtrace: a call in the bytecode before each line, which reads the frame."""
import json
import sys

try:
    from ddtrace.internal.bytecode_injection import inject_hook
except ImportError:
    from ddtrace.internal.injection import inject_hook


def install(module, argument):
    asked = json.loads(argument)
    file = open(asked["log"], "w", encoding="utf-8")
    code = compile(asked["condition"], "<condition>", "eval") if asked["condition"] else None
    last = {}

    def hook(line):
        space = sys._getframe(1).f_locals
        if code is not None and not eval(code, {}, space):
            return
        found = {name: value for name, value in space.items() if last.get(name, last) is not value}
        last.update(found)
        shown = ", ".join([f"{name} = {value!r}" for name, value in found.items()])
        file.write(f"{shown} at line {line}\n")

    function = getattr(module, asked["function"])
    for line in asked["lines"]:
        inject_hook(function, hook, line, line)
    growth = Growth(asked["log"], lambda line: " at line " in line)

    def told():
        file.flush()
        return growth()

    return (lambda: None), (lambda: None), told
