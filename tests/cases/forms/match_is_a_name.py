import re

match = re.match("a", "ab")
case = match[0]
type = case
_ = type
print(match, case, type, _)
match[0]
match(case) if callable(match) else print("not callable")
