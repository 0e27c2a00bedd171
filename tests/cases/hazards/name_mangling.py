class A:
    __secret = 1

    def m(self, __arg=2):
        __local = self.__secret
        for __i in range(1):
            __local += __i
        return __local + __arg


print(A().m(), A._A__secret)
