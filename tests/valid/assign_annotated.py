a: int
a: int = 1
(a): int
(a): int = 1
a.b: int
a.b: int = 1
a[b]: c = d
(a.b): int
((a)): int = 1
a: int = b, c
a: (b, c) = d
a: 'b'
a: lambda: b = c
a: b if c else d
