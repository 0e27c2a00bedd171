# line 3
match a:
    case not b: pass
