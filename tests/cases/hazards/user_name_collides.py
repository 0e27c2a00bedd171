_instr = "the program's own"
_instr2 = [_instr]


def f(_instr3):
    return _instr, _instr2, _instr3


print(f(1))
