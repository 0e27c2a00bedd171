match a:
    case b: pass
match a:
    case _: pass
match a:
    case (b): pass
match a:
    case (_): pass
match a:
    case b as c: pass
    case (b as c): pass
    case (b as c) as d: pass
    case 1 as b: pass
    case b | c as d: pass
