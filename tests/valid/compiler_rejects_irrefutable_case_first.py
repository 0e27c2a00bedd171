match a:
    case b: pass
    case c: pass
match a:
    case _ | 1: pass
