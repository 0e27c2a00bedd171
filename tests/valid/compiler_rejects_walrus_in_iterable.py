[a for a in (b := c)]
[a for a in b for c in (d := e)]
