class Base:
    def __init_subclass__(cls, **kwargs):
        print("subclass", kwargs)


class C(Base, option=1):
    """Documented."""

    x = 1
    y: int
    z: int = 2

    def m(self):
        return super().__init__()


class D: pass
class E(Base):
    x = [C.x for _ in range(2)]


print(C.__doc__, C.x, C.z, C.__annotations__, E.x, [k for k in vars(C) if not k.startswith("__")])
