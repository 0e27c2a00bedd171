registry = [lambda f: f, print]


@registry[0]
@(lambda f: f)
def f():
    return 1


@(d := registry[0])
class C:
    pass


print(f(), C.__name__)
# case: --min 3.9
