"""Writes records of all kinds as the runtime does: by line the frame in hexadecimal digits, and what it says as JSON.

The one argument is the folder of the runtime.
"""
import json
import struct
import sys

sys.path.insert(0, sys.argv[1])
from instr.record import wire
from instr.values.value import (
    FLOAT, INT, IS_FALSE, IS_NONE, IS_REDACTED, IS_TRUE, IS_UNBOUND, IS_UNSET, STR, STR_REPR, TEXT, Value, encode, failed,
)


def plain(text):
    """A text as it can be said in UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


NUMBERS = [0, 1, 127, 128, 300, 16383, 16384, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1]
SIGNED = [0, 1, -1, 63, -64, 64, -65, 8191, -8192, 8192, 2**31, -(2**31), 2**62, 2**63 - 1, -(2**63)]
TEXTS = ["", "a", "x" * 127, "x" * 128, "y" * 20000, "é", "€\u2028", "\U0001f600", "\0\n\t\x7f", "\udc80", "a\ud800\udfffb", "\ud83d\ude00"]
VALUES = [
    (IS_NONE, ["none"]), (IS_FALSE, ["bool", False]), (IS_TRUE, ["bool", True]),
    (IS_REDACTED, ["redacted"]), (IS_UNSET, ["unset"]), (IS_UNBOUND, ["unbound"]),
]
VALUES += [(Value(INT, str(number), number), ["int", number]) for number in SIGNED]
VALUES += [(Value(INT, str(n), n), ["text", str(n)]) for n in (2**63, -(2**63) - 1, 2**64, 10**100, -(10**100))]
for number in (0.0, -0.0, 1.5, -1e300, 5e-324, float("inf"), float("-inf"), float("nan")):
    VALUES.append((Value(FLOAT, repr(number), number), ["float", struct.pack(">d", number).hex()]))
VALUES += [(Value(STR, repr(text), text), ["str", text, None]) for text in ("", "abc", "it's", "x" * 300)]
VALUES += [(Value(STR_REPR, repr(text), text), ["str", plain(text), plain(repr(text))]) for text in TEXTS]
VALUES += [(Value(TEXT, text), ["text", plain(text)]) for text in TEXTS]
VALUES += [(failed(text), ["failed", plain(text)]) for text in TEXTS]

FIELDS = [(number, at % 2 == 0, value) for at, (number, (value, _)) in enumerate(zip(NUMBERS, VALUES))]
FIELDS_SAID = [[number, at % 2 == 0, said] for at, (number, (_, said)) in enumerate(zip(NUMBERS, VALUES))]
PLACES = [(1, 0, 2), (2**64 - 1, 2**32 - 1, 2**63), (3, 300, 128)]
N, S, T = wire.unsigned, wire.signed, wire.text


def put(body, said):
    print(wire.framed(body).hex(), json.dumps(said))


def event(kind, rest, *said):
    for numbers in ((1, 2, 3, 0, 0), (2**64 - 1,) * 5):
        put(kind + b"".join(map(N, numbers)) + rest, ["event", *numbers, list(said)])


for text in TEXTS:
    put(wire.STRING + N(1) + T(text), ["text", 1, plain(text)])
for number in NUMBERS:
    put(wire.STRING + N(number) + T("t"), ["text", number, "t"])
    put(wire.LOADED + N(number), ["loaded", number])
put(wire.SITE + N(1) + N(2) + N(2**64 - 1) + N(2**32 - 1) + N(0), ["site", 1, 2, 2**64 - 1, 2**32 - 1, 0])
put(wire.THREAD + N(5) + N(140001234567890) + T("Worker-é"), ["thread", 5, 140001234567890, "Worker-é"])
put(wire.TASK + N(5) + T("Task-1"), ["task", 5, "Task-1"])
put(wire.STACK + N(5) + wire.places([]), ["stack", 5, []])
put(wire.STACK + N(5) + wire.places(PLACES), ["stack", 5, [list(place) for place in PLACES]])
put(wire.NOTE + N(10**18) + T("n"), ["note", 10**18, "n"])
put(wire.RAISED + N(1) + N(2) + T("E: x") + N(3), ["raised", 1, 2, "E: x", 3])
put(wire.PROBLEM + N(1) + T("p"), ["problem", 1, "p"])
put(wire.CELL + N(1) + N(2) + wire.HITS, ["cell", 1, 2, False])
put(wire.CELL + N(1) + N(2) + wire.LEFT_OUT, ["cell", 1, 2, True])
for fields, said in (([], []), (FIELDS, FIELDS_SAID)):
    event(wire.LINE, wire.fields(fields), "line", said)
    event(wire.CALL, wire.fields(fields) + wire.places(PLACES), "call", said, [list(place) for place in PLACES])
    for number in SIGNED:
        row = N(1) + b"\x01" + T("a") + S(number) + N(0) + wire.fields(fields)
        event(wire.ROW, row, "row", 1, "a", number, 0, said)
for value, said in VALUES:
    event(wire.RETURN, encode(value), "return", said)
    event(wire.YIELD, encode(value), "yield", said)
    event(wire.WATCH, N(7) + N(8) + b"\x00" + encode(value), "watch", 7, 8, None, said)
    event(wire.WATCH, N(7) + N(8) + b"\x01" + encode(value) + encode(IS_UNSET), "watch", 7, 8, said, ["unset"])
event(wire.RAISE, T("ValueError") + T(""), "raise", "ValueError", "")
event(wire.UNAWAITED, wire.places(PLACES), "unawaited", [list(place) for place in PLACES])
event(wire.ROW, N(1) + b"\x00" + S(-1) + N(9) + wire.fields([]), "row", 1, None, -1, 9, [])
