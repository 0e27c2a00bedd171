# line 3
match a:
    case: pass
