# line 3
match a:
    case B(*c): pass
