"""`EventTracer` of the package debuggingbook: everything is traced, and a condition is evaluated at each event."""
import json

from debuggingbook.Tracer import EventTracer


def install(module, argument):
    asked = json.loads(argument)
    file = open(asked["log"], "w", encoding="utf-8")
    here = " or ".join(f"line == {line}" for line in asked["lines"]) or "True"
    condition = f"function == {asked['function']!r} and ({here})"
    if asked["condition"]:
        condition += f" and ({asked['condition']})"
    growth = Growth(asked["log"], lambda line: line[:1].isdigit())
    tracer = EventTracer(condition=condition, file=file)

    def told():
        file.flush()
        return growth()

    return tracer.__enter__, (lambda: tracer.__exit__(None, None, None)), told
