"""Runs programs and compares the variables that their frames have with those said to be bound.

On stdin one line of JSON for each program: {"path": ..., "lines": {line: [qualname, certain, perhaps, all_told]}}, where a
line is that of one simple statement, and all_told says that no variable of the frame is left out. An answer each:
[comparisons made, what was wrong].
"""

import io
import json
import sys
import threading
import types

IMPLICIT = {".0", "__class__", "__classdict__", ".type_params", ".generic_base", ".defaults", ".kwdefaults"}


def run(path, lines):
    lines = {int(line): told for line, told in lines.items()}
    made, wrong = [0], []

    def trace(frame, event, arg):
        if frame.f_code.co_filename != path:
            return None
        if event == "line" and frame.f_lineno in lines:
            qualname, certain, perhaps, all_told = lines[frame.f_lineno]
            if frame.f_code.co_name == qualname.rsplit(".", 1)[-1]:
                bound = set(frame.f_locals) - IMPLICIT
                made[0] += 1
                unbound = set(certain) - bound
                # `exec` puts names of its own beside the variables.
                code = frame.f_code
                variables = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
                untold = bound & variables - set(certain) - set(perhaps) if all_told else ()
                if unbound or untold:
                    wrong.append([frame.f_lineno, qualname, sorted(unbound), sorted(untold)])
        return trace

    with open(path, "rb") as file:
        source = file.read()
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except SyntaxError:
        return [0, []]
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    sys.modules["__main__"].__file__ = path
    stdout, stderr, stdin = sys.stdout, sys.stderr, sys.stdin
    sys.stdout, sys.stderr, sys.stdin = io.StringIO(), io.StringIO(), io.StringIO()
    threading.settrace(trace)
    sys.settrace(trace)
    try:
        exec(code, sys.modules["__main__"].__dict__)
    except BaseException:
        pass
    finally:
        sys.settrace(None)
        threading.settrace(None)
        sys.modules["__main__"] = main
        sys.stdout, sys.stderr, sys.stdin = stdout, stderr, stdin
    return [made[0], wrong[:20]]


for request in sys.stdin:
    request = json.loads(request)
    sys.argv = [request["path"]]
    print(json.dumps(run(request["path"], request["lines"])), flush=True)
