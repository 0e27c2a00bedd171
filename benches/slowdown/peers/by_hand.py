"""What somebody wrote into the program calls `_told`, `_print` or `_logger`, or keeps what it saw in `_seen`: here they are."""
import json
import logging


def install(module, argument):
    asked = json.loads(argument)
    file = open(asked["log"], "w", encoding="utf-8")
    module._told = file.write
    module._file = file
    module._seen = [False]
    module._logger = logging.getLogger("bench")
    module._logger.propagate = False
    module._logger.setLevel(logging.INFO)
    handler = logging.StreamHandler(file)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    module._logger.addHandler(handler)
    growth = Growth(asked["log"], lambda line: " at line " in line)

    def told():
        file.flush()
        return growth()

    return (lambda: None), (lambda: None), told
