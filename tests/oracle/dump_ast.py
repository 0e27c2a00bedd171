"""Prints the trees of files as the running CPython parses them, in the form of CPython 3.14's
``ast.dump(tree, include_attributes=True)``, whichever version from 3.8 on runs this.

    python3.N dump_ast.py FILE...           one answer a file
    python3.N dump_ast.py                   paths on stdin, one a line, an answer after each

An answer is one line: ``ok TREE``, ``error LINE MESSAGE`` where CPython's parser rejects the file, or ``limit MESSAGE``
where it gives up (too deep, too large), which says nothing about the syntax.

What versions print otherwise is evened out: ``ctx=Load()`` and ``is_lazy`` of 3.15, ``Index`` and ``ExtSlice`` of 3.8,
and integers of more than 4300 digits, which ``ast.dump`` does not print, are shown in hexadecimal. The positions inside
f-strings of 3.11 and before cannot be evened out: the reader ignores them.
"""

import ast
import sys
import threading
import warnings
from typing import Any, Callable, Dict, List, Tuple

# Fields in 3.14's order. `?` may be absent, `*` is a list, `+` a list that may hold None, `!` always a plain value.
FIELDS = {
    "Module": "body*",
    "FunctionDef": "name! args body* decorator_list* returns? type_params*",
    "AsyncFunctionDef": "name! args body* decorator_list* returns? type_params*",
    "ClassDef": "name! bases* keywords* body* decorator_list* type_params*",
    "Return": "value?",
    "Delete": "targets*",
    "Assign": "targets* value",
    "TypeAlias": "name type_params* value",
    "AugAssign": "target op value",
    "AnnAssign": "target annotation value? simple!",
    "For": "target iter body* orelse*",
    "AsyncFor": "target iter body* orelse*",
    "While": "test body* orelse*",
    "If": "test body* orelse*",
    "With": "items* body*",
    "AsyncWith": "items* body*",
    "Match": "subject cases*",
    "Raise": "exc? cause?",
    "Try": "body* handlers* orelse* finalbody*",
    "TryStar": "body* handlers* orelse* finalbody*",
    "Assert": "test msg?",
    "Import": "names* is_lazy%",
    "ImportFrom": "module& names* level! is_lazy%",
    "Global": "names=",
    "Nonlocal": "names=",
    "Expr": "value",
    "Pass": "",
    "Break": "",
    "Continue": "",
    "BoolOp": "op values*",
    "NamedExpr": "target value",
    "BinOp": "left op right",
    "UnaryOp": "op operand",
    "Lambda": "args body",
    "IfExp": "test body orelse",
    "Dict": "keys+ values*",
    "Set": "elts*",
    "ListComp": "elt generators*",
    "SetComp": "elt generators*",
    "DictComp": "key value? generators*",
    "GeneratorExp": "elt generators*",
    "Await": "value",
    "Yield": "value?",
    "YieldFrom": "value",
    "Compare": "left ops* comparators*",
    "Call": "func args* keywords*",
    "FormattedValue": "value conversion! format_spec?",
    "Interpolation": "value str! conversion! format_spec?",
    "JoinedStr": "values*",
    "TemplateStr": "values*",
    "Constant": "value# kind&",
    "Attribute": "value attr! ctx",
    "Subscript": "value slice ctx",
    "Starred": "value ctx",
    "Name": "id! ctx",
    "List": "elts* ctx",
    "Tuple": "elts* ctx",
    "Slice": "lower? upper? step?",
    "comprehension": "target iter ifs* is_async!",
    "ExceptHandler": "type? name& body*",
    "arguments": "posonlyargs* args* vararg? kwonlyargs* kw_defaults+ kwarg? defaults*",
    "arg": "arg! annotation?",
    "keyword": "arg& value",
    "alias": "name! asname&",
    "withitem": "context_expr optional_vars?",
    "match_case": "pattern guard? body*",
    "MatchValue": "value",
    "MatchSingleton": "value!",
    "MatchSequence": "patterns*",
    "MatchMapping": "keys* patterns* rest&",
    "MatchClass": "cls patterns* kwd_attrs= kwd_patterns*",
    "MatchStar": "name&",
    "MatchAs": "pattern? name&",
    "MatchOr": "patterns*",
    "TypeVar": "name! bound? default_value?",
    "ParamSpec": "name! default_value?",
    "TypeVarTuple": "name! default_value?",
}
# Where a node has them: `keyword` since 3.9, `alias` since 3.10.
POSITION = ("lineno", "col_offset", "end_lineno", "end_col_offset")

Printer = Callable[[Any], str]
PRINTERS: Dict[type, Printer] = {}
LONGEST_DECIMAL = 10**4300


def constant(value: object) -> str:
    if type(value) is int and value >= LONGEST_DECIMAL:
        return hex(value)
    return repr(value)


def field_source(name: str, kind: str) -> Tuple[str, str]:
    """The expression that prints a field, and the one that says whether it is there."""
    value = "n." + name
    show = "P[type({0})]({0})"
    if kind == "":
        return show.format(value), ""
    if kind == "!":
        return "repr({})".format(value), ""
    if kind == "#":
        return "constant({})".format(value), ""
    if kind == "?":
        return show.format(value), "{} is not None".format(value)
    if kind == "&":
        return "repr({})".format(value), "{} is not None".format(value)
    if kind == "%":
        return "'1'", "getattr(n, {!r}, 0)".format(name)
    if kind == "=":
        return "repr({})".format(value), value
    each = {"*": show.format("x"), "+": "'None' if x is None else " + show.format("x")}[kind]
    return "'[' + ', '.join([{} for x in {}]) + ']'".format(each, value), value


def make_printer(name: str, cls: Any, fields: str) -> Printer:
    """Compiles a function that prints a node: three times as fast as a loop over its fields."""
    lines = ["def printer(n):", "    out = []"]
    for field in fields.split():
        kind = field[-1] if not field[-1].isalpha() else ""
        field = field.rstrip("!#?&%=*+")
        if field not in cls._fields:
            continue
        value, condition = field_source(field, kind)
        line = "out.append({!r} + {})".format(field + "=", value)
        lines.append("    if {}: {}".format(condition, line) if condition else "    " + line)
    if cls._attributes:
        template = ", ".join(p + "=%d" for p in POSITION)
        values = ", ".join("n." + p for p in POSITION)
        lines.append("    out.append({!r} % ({}))".format(template, values))
    lines.append("    return {!r} + ', '.join(out) + ')'".format(name + "("))
    scope: Dict[str, Any] = {"P": PRINTERS, "constant": constant}
    exec("\n".join(lines), scope)
    printer: Printer = scope["printer"]
    return printer


def make_printers() -> None:
    for name, fields in FIELDS.items():
        cls = getattr(ast, name, None)
        if cls is not None:
            PRINTERS[cls] = make_printer(name, cls, fields)
    for base in (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop):
        for cls in base.__subclasses__():
            PRINTERS[cls] = lambda n, text=cls.__name__ + "()": text  # type: ignore[misc]
    if sys.version_info < (3, 9):
        PRINTERS[ast.Index] = lambda n: PRINTERS[type(n.value)](n.value)
        PRINTERS[ast.ExtSlice] = ext_slice


def ext_slice(node: Any) -> str:
    """`a[b:c, d]` of 3.8: a tuple since, with a position of its own."""
    elements = [dim.value if type(dim).__name__ == "Index" else dim for dim in node.dims]
    first, last = elements[0], elements[-1]
    shown = ", ".join(PRINTERS[type(e)](e) for e in elements)
    at = tuple(getattr(x, p, 0) for x, p in zip((first, first, last, last), POSITION))
    return "Tuple(elts=[" + shown + "], ctx=Load(), " + ", ".join(p + "=%d" % v for p, v in zip(POSITION, at)) + ")"


def answer(path: str) -> str:
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
        return "ok " + PRINTERS[type(tree)](tree)
    except SyntaxError as error:
        return "error {} {}".format(error.lineno or 0, one_line(error.msg))
    except UnicodeDecodeError as error:
        # A bad escape in a format spec escapes CPython's own conversion of errors.
        return "error 0 {}".format(one_line(error))
    except ValueError as error:
        # `source code string cannot contain null bytes`, before 3.12.
        return "error 0 {}".format(one_line(error))
    except (MemoryError, RecursionError, OverflowError) as error:
        return "limit {}".format(one_line(error) or type(error).__name__)


def one_line(message: object) -> str:
    return ascii(str(message))[1:-1]


def write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.flush()


def main(arguments: List[str]) -> None:
    warnings.simplefilter("ignore")
    make_printers()
    if arguments:
        for path in arguments:
            write(answer(path))
    else:
        for line in sys.stdin.buffer:
            write(answer(line.decode("utf-8", "surrogateescape").rstrip("\n")))


if __name__ == "__main__":
    # Trees may be deep: a thread can have the stack for it.
    sys.setrecursionlimit(100000)
    threading.stack_size(512 * 1024 * 1024)
    thread = threading.Thread(target=main, args=(sys.argv[1:],))
    thread.start()
    thread.join()
