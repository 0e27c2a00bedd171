"""Functions with probes, for who has the function at hand and not the command line.

    traced = insert_tracer(remove_html_markup, [228, 239])

    @breakpoint_at(7, condition="n > 3")
    @trace_calls
    def fact(n): …

The rewriter is the `instr` program: it is asked once for each function. What comes back is compiled here, and the code of
the function is taken from it; all else is the function's own: globals, closure, defaults, attributes, line numbers.
"""

from __future__ import annotations

import ast
import dis
import functools
import inspect
import sys
import types
import weakref
from builtins import print as write

from ..engines.static import Table
from ..load.placeholders import HOLDER, with_table
from ..load.unit import Silence, Unit
from ..record.hits import Hits
from ..record.watchpoints import Watchpoints
from ..reentrancy import busy, ident, must_propagate
from .program import unit
from .text import TextRecorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, Dict, FrozenSet, Iterator, List, MutableMapping, Optional, Sequence, Set, TextIO, Tuple, TypeVar, Union

    F = TypeVar("F", bound=Callable[..., Any])

_FUTURES = 0
for _name in __import__("__future__").all_feature_names:
    _FUTURES |= getattr(__import__("__future__"), _name).compiler_flag


def insert_tracer(
    function: F,
    breakpoints: Sequence[int] = (),
    *,
    condition: Optional[str] = None,
    log: Union[str, Sequence[str]] = (),
    file: Optional[TextIO] = None,
) -> F:
    """A function that does what `function` does, with probes at some lines of its file, each of which tells the line and
    the variables that changed. `function` itself is left as it is.

    `condition`: a Python expression, without which a probe is silent. `log`: expressions to tell in place of variables.
    `file`: where to; None is standard output, as it is then. Calls of itself by its own name are told, too.

    Raises TypeError for what is no function written in Python, and ValueError for lines that it does not have or that take
    no probe, for expressions that do not parse, and if the source is not at hand; RuntimeError without the `instr` program.
    """
    if isinstance(breakpoints, (str, bytes)) or not hasattr(breakpoints, "__iter__"):
        raise TypeError(f"breakpoints are the numbers of lines, not {breakpoints!r}")
    if condition is not None and not isinstance(condition, str):
        raise TypeError(f"a condition is a Python expression in a string, not {condition!r}")
    if not isinstance(log, (str, list, tuple)) or not all([isinstance(text, str) for text in log]):
        raise TypeError(f"what is logged are Python expressions in strings, not {log!r}")
    asked = _Asked(
        lines=frozenset([_line(line) for line in breakpoints]),
        condition=condition,
        log=(log,) if isinstance(log, str) else tuple(log),
        out=_Output(file),
    )
    return _traced(function, asked)  # type: ignore[no-any-return]


def breakpoint_at(
    *lines: int,
    condition: Optional[str] = None,
    log: Union[str, Sequence[str]] = (),
    file: Optional[TextIO] = None,
) -> Callable[[F], F]:
    """`insert_tracer` as a decorator. Lines count from the start of the file."""
    for line in lines:
        _line(line)
    if not lines:
        raise TypeError("breakpoint_at() needs at least one line")
    return lambda function: insert_tracer(function, lines, condition=condition, log=log, file=file)


def trace_calls(function: Optional[F] = None, *, file: Optional[TextIO] = None) -> Any:
    """A decorator: tells calls with their arguments, what they return and yield, and exceptions that leave them."""
    if function is None:
        return lambda function: trace_calls(function, file=file)

    return _traced(function, _Asked(calls=_Output(file)))


def _line(line: object) -> int:
    if isinstance(line, bool) or not isinstance(line, int):
        raise TypeError(f"a breakpoint is the number of a line, not {line!r}")
    if not 1 <= line < 1 << 32:
        raise ValueError(f"there is no line {line}: lines count from 1")
    return line


class _Asked:
    """What a function is to tell."""

    def __init__(
        self,
        lines: FrozenSet[int] = frozenset(),
        condition: Optional[str] = None,
        log: Tuple[str, ...] = (),
        out: Optional[_Output] = None,
        calls: Optional[_Output] = None,
    ) -> None:
        self.lines, self.condition, self.log, self.out, self.calls = lines, condition, log, out, calls

    def with_more(self, other: _Asked) -> _Asked:
        """Both; ValueError if their lines are not to tell the same."""
        out = other.out or self.out
        mine, theirs = [(one.condition, one.log, one.out and one.out.file) for one in (self, other)]
        if self.out and other.out and mine != theirs:
            raise ValueError("it has probes with another condition, log or file: name all lines in one call")
        told = other if other.out else self
        return _Asked(self.lines | other.lines, told.condition, told.log, out, other.calls or self.calls)

    def request(self, name: str) -> List[str]:
        """The same on the command line."""
        request = []
        if self.lines:
            request += ["--lines", ",".join([str(line) for line in sorted(self.lines)])]
        if self.condition is not None:
            request.append(f"--if={self.condition}")
        request += [f"--log={text}" for text in self.log]
        if self.calls:
            # Brackets stand for themselves: a name is no pattern.
            request.append(f"--calls=*{''.join([f'[{c}]' if c in '*?[]{}!' else c for c in name])}")
        return request


# Of functions with probes: those that they were made from, and what they tell.
_before: MutableMapping[Any, List[Any]] = weakref.WeakKeyDictionary()
_asked: MutableMapping[Any, Tuple[Any, _Asked]] = weakref.WeakKeyDictionary()


def _traced(function: Any, asked: _Asked) -> Any:
    found: Callable[[], Any] = lambda: None
    try:
        known = [function, *_before.get(function, [])]
    except TypeError:
        known = [function]

    def itself(called: Any) -> Any:
        # What the function calls by its own name.
        traced = found()
        return traced if traced is not None and any([called is one for one in known]) else called

    traced = _rebuilt(function, lambda inner: _with_probes(inner, asked, itself))
    try:
        _before[traced] = known
        # Code is held by what it holds here: that would never be freed.
        found = weakref.ref(traced)
    except TypeError:
        pass  # no weak references to descriptors, nor calls of them
    return traced


def _rebuilt(function: Any, change: Callable[[Any], Any]) -> Any:
    """The same around another function: methods, wrappers and descriptors are built again."""
    if isinstance(function, types.MethodType):
        return types.MethodType(_rebuilt(function.__func__, change), function.__self__)
    if isinstance(function, (staticmethod, classmethod)):
        return type(function)(_rebuilt(function.__func__, change))
    if type(function) is functools.partial:
        return _with_attributes(
            function, functools.partial(_rebuilt(function.func, change), *function.args, **function.keywords)
        )
    if type(function) is property:
        found = [part and _rebuilt(part, change) for part in (function.fget, function.fset, function.fdel)]
        return property(found[0], found[1], found[2], function.__doc__)
    if isinstance(function, types.FunctionType) and function in _asked:
        return change(function)
    wrapped = getattr(function, "__wrapped__", None)
    if isinstance(function, functools._lru_cache_wrapper) and hasattr(function, "cache_parameters"):
        return _with_attributes(function, functools.lru_cache(**function.cache_parameters())(_rebuilt(wrapped, change)))
    if not isinstance(function, types.FunctionType):
        what = f"{type(function).__name__} {getattr(function, '__qualname__', '')}".rstrip()
        raise TypeError(f"{what} is no function written in Python" + (": decorate what it wraps" if wrapped else ""))
    if wrapped is None:
        return change(function)
    cells = function.__closure__ or ()
    held = [cell for cell in cells if _content(cell) is wrapped]
    if not held:
        # It calls what it wraps by another way, or it is of another kind: its own code is meant.
        return change(function)
    inner = _rebuilt(wrapped, change)
    again = types.CellType(inner)  # type: ignore[attr-defined,unused-ignore]
    found = _copied(function, function.__code__, tuple([again if cell in held else cell for cell in cells]))
    found.__wrapped__ = inner
    return found


def _with_attributes(function: Any, found: Any) -> Any:
    for name, value in vars(function).items():
        if name != "__wrapped__":
            setattr(found, name, value)
    return found


def _content(cell: Any) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _copied(function: Any, code: CodeType, closure: Optional[Tuple[Any, ...]]) -> Any:
    """A function with other code."""
    found = types.FunctionType(code, function.__globals__, function.__name__, function.__defaults__, closure)
    found.__kwdefaults__ = function.__kwdefaults__
    found.__qualname__ = function.__qualname__
    found.__module__ = function.__module__
    found.__doc__ = function.__doc__
    # From 3.14 on annotations are evaluated when somebody asks for them.
    annotate = getattr(function, "__annotate__", None)
    if annotate is not None:
        setattr(found, "__annotate__", annotate)
    else:
        found.__annotations__ = dict(function.__annotations__)
    if hasattr(function, "__type_params__"):
        setattr(found, "__type_params__", function.__type_params__)
    found.__dict__.update(function.__dict__)
    return found


def _with_probes(function: Any, asked: _Asked, itself: Callable[[Any], Any]) -> Any:
    if function in _asked:
        function, before = _asked[function]
        asked = before.with_more(asked)
    code = function.__code__
    name, path = function.__qualname__, code.co_filename
    try:
        source = "".join(inspect.findsource(code)[0])
    except (OSError, TypeError) as error:
        raise ValueError(f"the source of {name} is not at hand: {error}") from None
    flags = code.co_flags & _FUTURES
    try:
        with Silence():
            same = list(_same_place(compile(source, path, "exec", flags, True), code))
    except (SyntaxError, ValueError):
        same = []
    if code not in same:
        raise ValueError(f"{path} does not hold what {name} was compiled from: was it changed, or is {name} rewritten already?")
    data = unit(source, path, asked.request(code.co_name))
    told = {entry["line"] for entry in data["entries"] if "line" in entry and _is_in(code, entry["function"])}
    lines = {code.co_firstlineno, *_lines(code)}
    missing = [line for line in sorted(asked.lines) if line not in told or line not in lines]
    if missing:
        raise ValueError(f"{path}:{missing[0]} is no line of {name}, whose code is in {_spelled(set(_lines(code)))}")
    with Silence():
        module = compile(_OfFunction(data, code).tree(path), path, "exec", flags, True)
    # Up to 3.10 the compiler makes one of those that are equal.
    alike = list(_same_place(module, code))
    if len(alike) != len(same):
        raise ValueError(f"{path}:{code.co_firstlineno}: several functions of this line are alike: put {name} on a line of its own")
    found = alike[same.index(code)]
    cells = dict(zip(code.co_freevars, function.__closure__ or ()))
    beyond = [variable for variable in found.co_freevars if variable not in cells]
    if beyond:
        raise ValueError(f"`{beyond[0]}` belongs to a function around {name}, which does not hold it")
    at_lines, at_calls = [Hits(TextRecorder(out or _nowhere)) for out in (asked.out, asked.calls)]
    table = Table(at_lines, Watchpoints(at_lines), path, None, at_calls).functions(data["entries"])
    code = with_table(found, (*table, itself))
    traced = _copied(function, code, tuple([cells[v] for v in found.co_freevars]) or None)
    _asked[traced] = (function, asked)
    return traced


def _is_in(code: CodeType, qualname: str) -> bool:
    """Whether a name is that of a code object, or of one in it. Up to 3.10 code knows the end of its name only."""
    own = getattr(code, "co_qualname", None)
    if own is not None:
        return f"{qualname}.".startswith(f"{own}.")
    return code.co_name in qualname.split(".")


def _lines(code: CodeType) -> Iterator[int]:
    """The lines of a code object and of those in it. Its first one is often that of a decorator."""
    for _, line in dis.findlinestarts(code):
        if line is not None and line != code.co_firstlineno:
            yield line
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from _lines(const)


def _spelled(lines: Set[int]) -> str:
    """`3-5, 8`"""
    starts = sorted([line for line in lines if line - 1 not in lines])
    ends = sorted([line for line in lines if line + 1 not in lines])
    return ", ".join([str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends)]) or "its first line"


def _same_place(code: CodeType, other: CodeType) -> Iterator[CodeType]:
    """The code objects that begin where another one does, and have its name."""
    if (code.co_name, code.co_firstlineno) == (other.co_name, other.co_firstlineno):
        yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from _same_place(const, other)


class _OfFunction(Unit):
    """A file of which one function is wanted: where that calls itself by its name, it finds the one with probes."""

    def __init__(self, data: Dict[str, Any], code: CodeType) -> None:
        super().__init__(data)
        self.code = code

    def tree(self, filename: str) -> Any:
        tree = super().tree(filename)
        code = self.code
        if code.co_name in code.co_varnames or code.co_name in code.co_cellvars:
            return tree
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == code.co_name:
                if min([node.lineno, *[d.lineno for d in node.decorator_list]]) == code.co_firstlineno:
                    self._redirect(node)
        return tree

    def _redirect(self, function: Any) -> None:
        rest: List[Any] = list(function.body)
        while rest:
            node = rest.pop()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
                continue
            rest += ast.iter_child_nodes(node)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name:
                name = node.func
                index: Any = ast.Constant(len(self.entries) + 1, kind=None)
                if sys.version_info < (3, 9):
                    index = ast.Index(ast.copy_location(index, name))
                table: Any = ast.Constant(None, kind=None)
                table.value = HOLDER
                itself = ast.Subscript(table, index, ast.Load())
                node.func = ast.Call(itself, [name], [])
                for made in (index, table, itself, node.func):
                    ast.copy_location(made, name)


def _nowhere(text: str) -> None:
    """Nothing of this kind is asked for."""


class _Output:
    """Where the events of a function go."""

    def __init__(self, file: Optional[TextIO]) -> None:
        if file is not None and not hasattr(file, "write"):
            raise TypeError(f"a log goes to a file that is open for writing, not {file!r}")
        self.file = file
        self.failed = False

    def __call__(self, text: str) -> None:
        me = ident()
        busy.add(me)
        try:
            write(text, file=self.file)
        except Exception as error:
            if must_propagate(error):
                raise
            if not self.failed and sys.__stderr__ is not None:
                self.failed = True
                write(f"instr: the log of a traced function cannot be written: {error}", file=sys.__stderr__)
        finally:
            busy.discard(me)
