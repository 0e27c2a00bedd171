match a:
    case [b, b]: pass
    case {'c': d, 'e': d}: pass
    case A(f, g=f): pass
