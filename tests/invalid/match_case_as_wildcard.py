# line 3
match a:
    case b as _: pass
