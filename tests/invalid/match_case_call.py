# line 3
match a:
    case f()(): pass
