match a:
    case {'b': c, 'b': d}: pass
    case A(b=c, b=d): pass
