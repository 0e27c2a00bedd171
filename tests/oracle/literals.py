"""Prints a module of literals, one a line: the name of each N-th character, every kind of escape, every printable and
unprintable character, and numbers of all sizes, chosen at random but the same each time. N is the argument. The running
CPython knows what they mean.
"""

import random
import sys
import unicodedata
from typing import Iterator

ALIASES = ["NULL", "LF", "NEW LINE", "NBSP", "ZWJ", "BOM", "BYTE ORDER MARK", "ESC", "VS256", "LATIN SMALL LETTER GHA"]


def is_known(name: str) -> bool:
    try:
        return bool(unicodedata.lookup(name))
    except KeyError:
        return False


def names(step: int) -> Iterator[str]:
    for code in range(sys.maxunicode + 1):
        name = unicodedata.name(chr(code), "")
        plain = not 0x3400 <= code < 0xE000 and not 0x17000 <= code < 0x18D00 and code < 0x20000
        if name and (plain or code % 7 == 0) and (code < 0x300 or code % step == 0):
            # Before 3.14 the names that are computed, such as of ideographs, are known in capitals only.
            yield "'\\N{" + (name if code % 3 or not is_known(name.lower()) else name.lower()) + "}'"
    for alias in ALIASES:
        yield "'\\N{" + alias + "}'"


def characters() -> Iterator[str]:
    for start in range(0, sys.maxunicode + 1, 64):
        block = [code for code in range(start, start + 64) if unicodedata.category(chr(code)) != "Cn"]
        yield "'" + "".join("\\U%08x" % code for code in block) + "'"
        plain = [chr(c) for c in block if not 0xD800 <= c < 0xE000 and c >= 0x80]
        yield "'" + "".join(plain) + "', rb'" + "\\" * (start % 3 * 2) + "'"


def escapes(rng: random.Random) -> Iterator[str]:
    pieces = ["\\" + chr(c) for c in range(0x20, 0x7F) if chr(c) not in "xuUN{}"]
    pieces += ["\\x41", "\\xe9", "\\0", "7", "\\\n", "a", '"', " "]
    wide = pieces + ["\\u20ac", "\\ud800", "\\udc00", "\\U0001f600", "\\N{SPACE}", "é", "\u200b"]
    templates = ["'{}'", "'''{}'''", "f'''x{{a}}{}'''", "f'{{a:{}}}'", "f'{}{{a}}' '{}'", "u'' '{}'"]
    for _ in range(3000):
        text = "".join(rng.choice(wide) for _ in range(rng.randrange(8)))
        yield rng.choice(templates).format(text, text)
        yield "b'" + "".join(rng.choice(pieces) for _ in range(rng.randrange(8))) + "'"


def numbers(rng: random.Random) -> Iterator[str]:
    for _ in range(3000):
        yield "%.*e" % (rng.randrange(20), rng.random() * 10.0 ** rng.randrange(-320, 308))
        yield repr(rng.getrandbits(64) / 2.0 ** rng.randrange(64))
        yield "%d.%d" % (rng.randrange(10**6), rng.randrange(10**9))
        yield "%dj" % rng.getrandbits(70)
        yield "%re%dJ" % (rng.random(), rng.randrange(-30, 30))
        value = rng.getrandbits(rng.choice([8, 31, 64, 127, 128, 129, 200, 1000]))
        yield rng.choice(["%d", "%#x", "%#X", "%#o"]) % value
        yield bin(value)
        yield "{:_}, {:_x}".format(value, value).replace(", ", ", 0x_")
    for exponent in range(0, 25):
        yield "1e{0}, 1e-{0}, 123456789e{0}, 9999999999999999e-{0}, 1e{0}j".format(exponent)
    for bits in (14280, 14283, 14284, 14285, 14286, 20000):
        yield hex(1 << bits)
        yield oct((1 << bits) - 1)
    for power in (4299, 4300):
        yield hex(10**power)
        yield hex(10**power - 1)


def main() -> None:
    rng = random.Random(1)
    out = sys.stdout.buffer
    for source in (names(int(sys.argv[1])), characters(), escapes(rng), numbers(rng)):
        for line in source:
            out.write(line.encode("utf-8") + b"\n")


if __name__ == "__main__":
    main()
