"""The tracers of the package `debuggingbook`, the chapter's own, beside ours: the same programs, line by line.

    VENV/bin/pip install --no-deps debuggingbook markdown graphviz
    PYTHONPATH=python:examples VENV/bin/python tests/peers/debuggingbook.py

Each difference needs a reason that is checked against the two logs; status 1 if one has none.
"""
import collections
import difflib
import io
import re
import sys

sys.path[:] = [folder for folder in sys.path if not folder.endswith("peers")]  # this file has the package's name
from debuggingbook import Tracer as chapter
from remove_html_markup import remove_html_markup as html

import instr

LIMIT = 2
IN_PLACE = "a shallow copy hides changes in place"
CUT = "values have no limit"


def same(n, depth):
    for _ in range(depth):
        same(n, depth - 1)
    return n


def rises(n):
    try:
        return rises(n - 1) if n else 1 // n
    finally:
        n = -1


def in_turn():
    def numbers(n):
        for i in range(n):
            yield i
    a, b = numbers(2), numbers(3)
    return [next(a), next(b), *a, *b]


def grows(line):
    items = []
    for i in range(line):
        items.append(i)
    return "x" * 100 * line


def parts(log, hidden=()):
    """Each line as what is aligned, its variables, and what else it says."""
    for line in log:
        found = re.match(r"(Calling \S+?)\((.*)\)$", line) or re.match(r" {40} (#) (.*)", line)
        if found:
            names = re.split(r"(?:^|, )(\w+) = ", found[2])
            pairs = {name: text for name, text in zip(names[1::2], names[2::2]) if name not in hidden}
            if pairs or found[1] != "#":
                yield found[1], pairs, ""
        else:
            yield re.sub(r"^(\S+\(\)) (?:returns|yields) .*", r"\1", line), {}, line


def reasons(theirs, ours, ways, told):
    """Why two lines, or one and none, differ. `told`: what each has said of the variables up to here."""
    (key, names, before), (mine_key, mine, after) = theirs, ours
    if key.startswith("Calling") and not mine_key:
        yield "a generator that goes on is told as called" if (key[8:] + "()", "yields") in ways else None
        return
    again = "shown again: the last values are kept per tracer, and deleted at each return"
    yield from (again if ("ours", name, text) in told else None for name, text in names.items() if name not in mine)
    other = "not shown: another frame's variable had that name and value"
    for name, text in mine.items():
        if name not in names:
            yield IN_PLACE if text[0] in "[{" else other if ("theirs", name, text) in told else None
        elif names[name] != text:
            yield CUT if "…" in text else None
    if before.replace(" returns ", " yields ") == after != before:
        yield "a yield is told as a return"
    elif before.endswith(" returns None") and not after:
        yield "an exception's way out is told as `returns None`" if (before.split()[0], "raises") in ways else None
    elif before != after:
        alone = "exceptions are told by `Tracer` alone" if "() raises " in after else None
        yield alone if not before else CUT if "…" in after else None


def compare(theirs, ours):
    """How many lines are equal, the reasons of the others, and what has none."""
    count, why, unnamed, told, nothing = 0, collections.Counter(), [], set(), ("", {}, "")
    ways = {tuple(text.split()[:2]) for *_, text in ours}
    matcher = difflib.SequenceMatcher(None, [line[0] for line in theirs], [line[0] for line in ours], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        alone = tag != "equal"
        for one, other in zip(theirs[a:b] + [nothing] * alone * (d - c), [nothing] * alone * (b - a) + ours[c:d]):
            found = [] if one == other else [*reasons(one, other, ways, told)] or [None]
            told.update((who, *pair) for who, side in (("theirs", one), ("ours", other)) for pair in side[1].items())
            count += one == other
            why.update(set(found) - {None})
            unnamed += [f"{one} / {other}"] if None in found else []
    return count, why, unnamed


def log_of(module, kind, options, function, *arguments):
    """What a tracer says, and what the program makes of it."""
    out = io.StringIO()
    try:
        with getattr(module, kind)(file=out, **options):
            result = repr(function(*arguments))
    except Exception as error:
        result = repr(error)
    return [re.sub("0x[0-9a-f]+", "0x", line.rstrip()) for line in out.getvalue().splitlines()], result


def fewer(theirs, ours):
    lines = iter([line[0] for line in ours[0]])
    return len(theirs[0]) < len(ours[0]) and all(line[0] in lines for line in theirs[0])


BOOK = (html, '<b title="bar">"foo"</b>')
MORE = [BOOK, (rises, 1), (html, "abc"), (html, "<b>x</b>y" * 30), (same, 1, 2), (in_turn,), (grows, 4)]
CASES = [("Tracer", {}, program, None) for program in MORE]
for text in ("quote", "function == 'rises' or line >= 237", "line == 239", "undefined", "True"):
    CASES += [("ConditionalTracer", {"condition": text}, program, None) for program in MORE[:2]]
for more in ({"events": ["quote", "tag"]}, {"events": ["c == '/'"]}, {"condition": "line == 223 or len(out) >= 6"}):
    CASES.append(("EventTracer", more, BOOK, None))
# What differs as a whole, and a look whether it is that.
for text, program, why, look in (
    ("out", (html, "abc"), "true values that differ are a change", lambda a, b: {*map(str, a[0])} == {*map(str, b[0])}),
    ("n > LIMIT", (same, 3, 1), "conditions see no globals of the program", fewer),
    ("1 // (n - 2)", (same, 2, 1), "what a condition raises escapes", lambda a, b: "Zero" in a[1] and b[1] == "2"),
    ("tag", BOOK, "a change while the condition holds is missed", fewer),
    ("False", (grows, 2), IN_PLACE, fewer),
    ("True", (grows, 2), "`line` is written into the program's own", lambda a, b: a[1] != b[1] == repr("x" * 200)),
):  # fmt: skip
    kind, events = ("EventTracer", {"events": ["tag", "items"]}) if look is fewer else ("ConditionalTracer", {})
    if text != "True" or sys.version_info >= (3, 13):
        CASES.append((kind, {"condition": text, **events}, program, (why, look)))

failed = 0
print("lines equal  case: differences")
for kind, options, program, whole in CASES:
    (raw, result), ours = (log_of(module, kind, options, *program) for module in (chapter, instr))
    hidden = () if kind == "Tracer" else ("function", "line")
    theirs, ours = ([*parts(raw, hidden)], result), ([*parts(ours[0])], ours[1])
    count, why, unnamed = compare(theirs[0], ours[0])
    pseudo = [line for line in raw if hidden and ("function = " in line or "line = " in line)]
    why["`function` and `line` among the variables"] = len(pseudo)
    if whole:
        why, unnamed = {whole[0]: 1}, [] if whole[1](theirs, ours) else [f"not so: {whole[0]}"]
    elif result != ours[1]:
        unnamed.append(f"{result} / {ours[1]}")
    given = ", ".join([repr(v)[:30] for v in program[1:]] + [f"{name}={v!r}" for name, v in options.items()])
    told = "; ".join(f"{reason} ({n})" for reason, n in why.items() if n) or "none"
    print(f"{len(ours[0]):5} {count:5}  {kind} {program[0].__name__}({given}): {told}")
    print(*(f"    NO REASON: {line}\n" for line in unnamed), sep="", end="")
    failed += len(unnamed)
sys.exit(failed > 0)
