def outer(flag):
    if flag:
        def inner():
            return 1
    else:
        def inner():
            return 2
    return inner()


class C:
    def m(self):
        return outer(True)


print(outer(False), C().m())
