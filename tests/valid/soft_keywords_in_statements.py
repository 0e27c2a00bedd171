match match:
    case match: match
match case:
    case type: type
type type[type: type] = type
match type:
    case _: type = _
match (lazy):
    case lazy: pass
match x:
    case match.x | case.y | type.z: pass
