"""For each line of stdin, `ORIGINAL<tab>COPY`: does the runtime's own `strip` show the original's lines?"""

import os
import sys

sys.path.insert(0, "python")
from instr.inject.strip import stripped

sys.setrecursionlimit(10_000)
compared = 0


def lines(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read().replace("\r\n", "\n").replace("\r", "\n").split("\n")


for pair in sys.stdin.read().splitlines():
    original, copy = pair.split("\t")
    try:
        before = lines(original)
    except UnicodeDecodeError:
        continue  # the copy is in another encoding
    probed = lines(copy)
    if any("import sys as _instr" in line or "_instr=__import__(\"sys\")" in line for line in probed):
        continue
    try:
        shown = stripped(probed)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        continue  # not this version's syntax
    compared += 1
    wrong = [(n, got, was) for n, (got, was) in enumerate(zip(shown, before), 1) if got != was]
    if wrong:
        number, got, was = wrong[0]
        print("%s:%d: %r, was %r; %d lines" % (os.path.basename(original), number, got, was, len(wrong)))
print("%d texts compared" % compared, file=sys.stderr)
