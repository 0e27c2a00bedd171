"""What a hit costs, beside calls that every reader can judge, all measured in one run: python3 python/bench_hit.py

Absolute times differ between machines and builds of CPython, the ratios hardly do.
"""

import io
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from instr import frames, probe as _instr  # noqa: E402


def empty(line, /, *maybe, **values):
    pass


def by_hand(line, /, *, s, tag, quote, out, c):
    sink(f"{line}: s = {s!r}, tag = {tag!r}, quote = {quote!r}, out = {out!r}, c = {c!r}\n")


def by_print(line, /, *, s, tag, quote, out, c):
    print(line, "s =", s, "tag =", tag, "quote =", quote, "out =", out, "c =", c, file=buffer)


def sink(text):
    pass


buffer = io.StringIO()


def run(fire, changes):
    s, tag, quote, out = '<b title="bar">"foo"</b>', False, False, '"foo"'
    characters = "abcdefghij" * 2000 if changes else "a" * 20000
    start = time.process_time()
    for c in characters:
        fire(9, s=s, tag=tag, quote=quote, out=out, c=c)
    return (time.process_time() - start) / len(characters) * 1e9


def loop():
    characters = "abcdefghij" * 2000
    start = time.process_time()
    for c in characters:
        pass
    return (time.process_time() - start) / len(characters) * 1e9


def main():
    frames.emit = sink  # without the stream: how long a write takes is not ours to tell
    cases = {
        "empty function of the same shape": (empty, False),
        "f-string by hand": (by_hand, False),
        "print by hand, to memory": (by_print, False),
        "hit, nothing changed": (_instr, False),
        "hit, one of five changed": (_instr, True),
    }
    best = {name: float("inf") for name in cases}
    bare = float("inf")
    for _ in range(15):
        buffer.truncate(0)
        bare = min(bare, loop())
        for name, (fire, changes) in cases.items():
            best[name] = min(best[name], run(fire, changes))
    print("CPython", sys.version.split()[0])
    unit = best["empty function of the same shape"] - bare
    for name, nanoseconds in best.items():
        print(f"{nanoseconds - bare:8.0f} ns {(nanoseconds - bare) / unit:6.1f}  {name}")


main()
