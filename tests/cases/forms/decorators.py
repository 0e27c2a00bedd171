def note(label):
    def decorate(f):
        print(label, f.__name__)
        return f
    return decorate


@note("a")
@note(
    "b")
def f(x=1):
    return x


@note("class")
class C:
    @staticmethod
    @note("method")
    def m():
        return f()


print(C.m())
