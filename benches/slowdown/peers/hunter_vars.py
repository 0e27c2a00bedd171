"""hunter, with the variables that changed. Of a whole function it tells just the lines where one did: no count is due."""
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
        return count if asked["lines"] else None

    return begin, (lambda: running.pop().stop()), told
