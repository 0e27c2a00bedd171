match a:
    case +1: pass
    case +1.5: pass
