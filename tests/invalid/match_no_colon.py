# line 2
match a
    case b: pass
