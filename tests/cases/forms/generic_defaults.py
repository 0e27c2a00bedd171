class Box[T = int]:
    pass


def f[*Ts = *tuple[int, ...]](*args: *Ts):
    return args


print(Box.__type_params__, f(1))
# case: --min 3.13
