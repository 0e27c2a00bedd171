# line 3
match a:
    case b as 1: pass
