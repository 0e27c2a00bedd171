match a:
    case b.c: pass
    case b.c.d: pass
