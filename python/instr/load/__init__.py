"""How files get their probes while CPython loads them."""
