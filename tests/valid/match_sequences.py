match a:
    case []: pass
    case (): pass
    case [b]: pass
    case (b,): pass
    case b,: pass
    case b, c: pass
    case [b, c]: pass
    case (b, c): pass
    case [b, *c]: pass
    case *b, c: pass
    case *_,: pass
    case [b, *_, c]: pass
    case [[b], (c,)]: pass
    case [b, c,]: pass
    case (b, c,): pass
    case b, c,: pass
    case *b, : pass
    case [*b]: pass
    case [*b, *c]: pass
    case (*b,): pass
    case (*b, c): pass
