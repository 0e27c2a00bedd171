match a:
    case 1: b; c
    case 2:
        d
    case 3:
        match e:
            case f:
                g
if a:
    match b:
        case c:
            d
    e
