# line 3
match a:
    case b as c as d: pass
