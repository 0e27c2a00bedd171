match a:
    case A(): pass
    case A(b): pass
    case A(b,): pass
    case A(b, c): pass
    case A(b=c): pass
    case A(b=c,): pass
    case A(b, c=d, e=f): pass
    case A.b.c(d): pass
    case A(B(c), d=E(f)): pass
    case A(b | c, d=[e]): pass
    case A(match=case, type=_): pass
