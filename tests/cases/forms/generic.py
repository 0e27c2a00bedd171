def first[T, *Ts, **P](x: T, *rest: *Ts) -> T:
    return x


class Box[T: int]:
    def __init__(self, value: T):
        self.value = value


type Pair[T] = tuple[
    T, T]

print(first(1, 2), Box(3).value, Pair.__value__)
# case: --min 3.12
