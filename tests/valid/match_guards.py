match a:
    case b if c: pass
    case b if c := d: pass
    case [b] if b > 1 and c: pass
    case _ if (yield): pass
