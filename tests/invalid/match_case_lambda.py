# line 3
match a:
    case lambda: b: pass
