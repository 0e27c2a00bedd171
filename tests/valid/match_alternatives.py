match a:
    case 1 | 2: pass
    case (1 | 2): pass
    case 1 | 2 | 3 as b: pass
    case [1 | 2, b]: pass
    case {'a': 1 | 2}: pass
    case (1 | 2) | 3: pass
    case b.c | None | 'd': pass
    case A() | B(): pass
