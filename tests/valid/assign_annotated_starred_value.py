a: int = *b, c
