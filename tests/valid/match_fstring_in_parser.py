match a:
    case f'{b}': pass
    case f'b': pass
