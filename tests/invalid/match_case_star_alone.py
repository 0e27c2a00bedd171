# line 3
match a:
    case *b: pass
