type = 1
type(a)
type.b
type[a] = b
type: int = 1
type, a = b
type = type(type)
print(type)
type in a
type == a
type if a else b
import type
type -a
type (a)
type [a]
def f(type): return type(type)
class type(type): type
type()
type not in a
type is type
for type in type: pass
lambda type: type
type @ a
type += a
type
