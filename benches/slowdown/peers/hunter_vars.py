"""hunter, with the variables that changed. It tells just the lines where one did since it was there last, so that a count is
due only where a condition never holds."""
import json

import hunter


def install(module, argument):
    asked = json.loads(argument)
    file = open(asked["log"], "w", encoding="utf-8")
    query = hunter.Q(function=asked["function"], kind="line")
    if asked["lines"]:
        query = hunter.And(query, hunter.Or(*[hunter.Q(lineno=line) for line in asked["lines"]]))
    if asked["condition"]:
        code = compile(asked["condition"], "<condition>", "eval")
        query = hunter.And(query, lambda event: eval(code, {}, event.locals))
    growth = Growth(asked["log"], lambda line: " line " in line)
    running = []

    def begin():
        running.append(hunter.trace(query, action=hunter.VarsSnooper(stream=file)))

    def told():
        file.flush()
        count = growth()
        return count if asked["condition"] else None

    return begin, (lambda: running.pop().stop()), told
