if a: b
if a: b
else: c
if a: b
elif c: d
if a:
    b
elif c:
    d
elif e:
    f
else:
    g
if a:
    if b:
        c
    else:
        d
if (a := b): c
if a := b: c
elif d := e: f
if a \
   and b:
    c
if not a: b
if (a): (b)
