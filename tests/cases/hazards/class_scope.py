x = "global"


class C:
    x = "class"
    y = [x for _ in range(1)]
    if x:
        z = x
    for i in range(2):
        w = i
    def m(self):
        return x


print(C.y, C.z, C.w, C().m(), sorted(k for k in vars(C) if len(k) == 1))
