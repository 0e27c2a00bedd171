# line 3
match a:
    case {[1]: c}: pass
