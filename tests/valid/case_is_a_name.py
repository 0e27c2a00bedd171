case = 1
case(a)
case.b
case, _ = a
for case in a: pass
_ = 1
_(a)
_.b = _
match a:
    case case: case
    case case(): case()
    case case.b: case
    case match.case: pass
    case match(case=type): pass
