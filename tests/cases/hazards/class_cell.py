class A:
    def m(self):
        return __class__.__name__, super().__repr__()[:4]


print(A().m())
