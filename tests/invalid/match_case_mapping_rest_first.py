# line 3
match a:
    case {**r, 'b': c}: pass
