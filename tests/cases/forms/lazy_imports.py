lazy import json
lazy from os import path

print(json.dumps([1]), path.sep)
# case: --min 3.15
