# line 3
match a:
    case 1j + 2: pass
