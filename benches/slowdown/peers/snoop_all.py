"""snoop, which tells every line of a function."""
import json
import re

import snoop


def install(module, argument):
    asked = json.loads(argument)
    file = open(asked["log"], "w", encoding="utf-8")
    config = snoop.Config(out=file, color=False)
    setattr(module, asked["function"], config.snoop(getattr(module, asked["function"])))
    number = re.compile(r"^\S+\s+\d+ \| (?!def )")
    growth = Growth(asked["log"], number.match)

    def told():
        file.flush()
        return growth()

    return (lambda: None), (lambda: None), told
