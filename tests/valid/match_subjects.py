match a, b:
    case c: pass
match a,:
    case b: pass
match *a, b:
    case c: pass
match *a,:
    case b: pass
match (a):
    case b: pass
match (a, b):
    case c: pass
match [a]:
    case b: pass
match {a: b}:
    case c: pass
match a := b:
    case c: pass
match (a := b):
    case c: pass
match -a:
    case b: pass
match not a:
    case b: pass
match lambda: a:
    case b: pass
match a if b else c:
    case d: pass
match await a:
    case b: pass
match (yield):
    case a: pass
match a[b:c]:
    case d: pass
match match:
    case case: pass
match 'a':
    case b: pass
match -1:
    case b: pass
match ...:
    case b: pass
match (a)(b):
    case c: pass
match (a).b, c:
    case d: pass
match [a][b]:
    case c: pass
match f'{a}':
    case b: pass
match {}:
    case a: pass
match ~a:
    case b: pass
match (a) + b:
    case c: pass
