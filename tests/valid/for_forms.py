for a in b: c
for a, b in c: d
for a, in b: c
for (a, b), c in d: e
for [a, b] in c: d
for a.b in c: d
for a[b] in c: d
for a in b, c: d
for a in b,: d
for *a, b in c: d
for a in lambda: b, c: d
for a in b if c else d: e
for a in b:
    c
else:
    d
for (a) in (b): c
for a in (yield): b
for x[a in b] in c: d
for (a in b).c in d: e
