"""Shows code objects of a file: `python code.py FILE NAME QUALNAME FORMAT`. Status 3: there is none of that name."""

import dis
import json
import sys


def nested(code, around=""):
    """The code object and those inside it, each with its qualified name."""
    name = getattr(code, "co_qualname", None) or around + code.co_name
    yield name, code
    is_function = code.co_flags & 1
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            inner = "" if code.co_name == "<module>" else name + (".<locals>." if is_function else ".")
            yield from nested(const, inner)


def shown(value):
    """The text of a field: the same in each run."""
    if hasattr(value, "co_code"):
        return "<code object %s, line %d>" % (value.co_name, value.co_firstlineno)
    if isinstance(value, tuple):
        texts = [shown(item) for item in value]
        return "(%s%s)" % (", ".join(texts), "," if len(texts) == 1 else "")
    if isinstance(value, frozenset):
        return "frozenset({%s})" % ", ".join(sorted(shown(item) for item in value))
    return repr(value)


def fields(code):
    for name in dir(code):
        # Reading `co_lnotab` gives a warning since 3.12; `co_lines` tells the same.
        if name.startswith("co_") and not (name == "co_lnotab" and sys.version_info >= (3, 12)):
            value = getattr(code, name)
            if not callable(value):
                yield name, value if isinstance(value, str) else shown(value)


def instructions(code):
    """By line: offset, operation, and what its argument means."""
    lines = dict(dis.findlinestarts(code))
    number = None
    for at in dis.get_instructions(code):
        number = lines.get(at.offset, number)
        argument = shown(at.argval) if hasattr(at.argval, "co_code") else at.argrepr
        yield number, at.offset, at.opname, argument


def main(path, name, qualname, format):
    with open(path, "rb") as file:
        source = file.read()
    code = compile(source, name, "exec", 0, True)
    found = [(n, c) for n, c in nested(code) if not qualname or n == qualname or n.startswith(qualname + ".")]
    if not found:
        return 3
    lines = source.decode("utf-8", "replace").splitlines()
    for number, (title, code) in enumerate(found):
        if format == "json":
            about = {"qualname": title, "fields": dict(fields(code)), "instructions": list(instructions(code))}
            print(json.dumps(about))
            continue
        print("%s%s, line %d of %s" % ("\n" if number else "", title, code.co_firstlineno, name))
        print("%-20s | value" % "field")
        for field, text in fields(code):
            print("%-20s | %s" % (field, text))
        before = None
        for line, offset, operation, argument in instructions(code):
            if line != before:
                text = lines[line - 1].strip() if line and line <= len(lines) else ""
                print("%5s  %s" % (line or "", text))
                before = line
            print(("%12d  %-24s %s" % (offset, operation, argument)).rstrip())
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(main(*sys.argv[1:]))
    except SyntaxError as error:
        print("%s:%s:%s" % (error.lineno or "", error.offset or "", error.msg), file=sys.stderr)
        sys.exit(1)
    except ValueError as error:  # a null byte, up to 3.11
        print("::%s" % error, file=sys.stderr)
        sys.exit(1)
