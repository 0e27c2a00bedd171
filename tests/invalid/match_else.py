# line 4
match a:
    case b: pass
else: pass
