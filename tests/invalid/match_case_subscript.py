# line 3
match a:
    case b[0]: pass
