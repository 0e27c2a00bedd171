"""`insert_tracer` of the package debuggingbook: a call of its tracer before each line."""
import json

from debuggingbook import Tracer


def install(module, argument):
    asked = json.loads(argument)
    file = open(asked["log"], "w", encoding="utf-8")
    Tracer.TRACER = Tracer.Tracer(file=file)
    setattr(module, asked["function"], Tracer.insert_tracer(getattr(module, asked["function"]), list(asked["lines"])))
    growth = Growth(asked["log"], lambda line: line[:1].isdigit())

    def told():
        file.flush()
        return growth()

    return (lambda: None), (lambda: None), told
