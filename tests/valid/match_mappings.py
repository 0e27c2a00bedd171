match a:
    case {}: pass
    case {'b': c}: pass
    case {'b': c,}: pass
    case {1: b, -1: c, None: d, True: e, f.g: h}: pass
    case {**b}: pass
    case {'b': c, **d}: pass
    case {'b': c, **d,}: pass
    case {'b': {'c': d}}: pass
    case {1 + 2j: b, 'c' 'd': e}: pass
