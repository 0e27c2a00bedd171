"""PySnooper, which tells every line of a function."""
import json

import pysnooper


def install(module, argument):
    asked = json.loads(argument)
    file = open(asked["log"], "w", encoding="utf-8")
    function = getattr(module, asked["function"])
    setattr(module, asked["function"], pysnooper.snoop(output=file, color=False)(function))
    growth = Growth(asked["log"], lambda line: " line " in line)

    def told():
        file.flush()
        return growth()

    return (lambda: None), (lambda: None), told
