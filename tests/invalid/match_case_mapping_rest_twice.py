# line 3
match a:
    case {**r, **s}: pass
