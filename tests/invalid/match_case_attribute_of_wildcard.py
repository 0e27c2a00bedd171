# line 3
match a:
    case _.b: pass
