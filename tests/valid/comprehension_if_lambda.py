[a for a in b if (lambda: c)]
(a for a in b if (lambda c: d))
