"""Runs programs under `sys.settrace`, and their rewritten forms with recording probes, and compares the streams.

    python3.N harness.py CASES

CASES is JSON lines {"name", "source", "rewritten", "lines": [[function, line, "exact" | why]]}. Prints for each program
In place of "rewritten" there may be "unit", as the loader reads it, or "traced" and "engine", as a dynamic engine does.
JSON {"name", "exact": bool, "silent": null | what differs, "announced": [...]}. With "record": "3.N" in place of the
rewritten form it prints the stream of the original program.
"""
import io
import json
import os
import sys
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import prelude

# Frames that no probe is in: what is told of their lines is enough.
UNSEEN = '__annotate__', '<generic parameters'
stream = []


def record(frame, line):
    stream.append((frame.f_code.co_name, line))


def probe(*args, **values):
    record(sys._getframe(1), args[0])


def after(*args, **values):
    record(sys._getframe(1), args[1])
    return args[0]


def bases(*args, **values):
    record(sys._getframe(1), args[0])
    return ()


class Done:
    def __await__(self):
        return iter(())


class leaving:
    def __init__(self, line, *names):
        self.line = line

    def __enter__(self):
        pass

    def __exit__(self, *error):
        record(sys._getframe(1), self.line)

    async def nothing(self):
        pass

    def __aenter__(self):
        return Done()

    def __aexit__(self, *error):
        record(sys._getframe(1), self.line)
        return Done()


def asking():
    """The frame that asks a wrapper, perhaps through others."""
    frame = sys._getframe(2)
    while frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return frame


class Each:
    first = False

    def __init__(self, iterable, line, *names):
        self.iterable, self.line, self.skip = iterable, line, self.first

    def __iter__(self):
        self.iterator = iter(self.iterable)
        return self

    def __next__(self):
        if not self.skip:
            record(asking(), self.line)
        self.skip = False
        return next(self.iterator)

    def __aiter__(self):
        self.iterator = self.iterable.__aiter__()
        return self

    def __anext__(self):
        if not self.skip:
            record(sys._getframe(1), self.line)
        self.skip = False
        return self.iterator.__anext__()


class Again(Each):
    first = True


class Around(Again):
    def __init__(self, iterable, line, *names):
        super().__init__(iterable, line, *names)
        self.code = sys._getframe(1).f_code

    def __next__(self):
        frame = asking().f_back
        if not self.skip and frame.f_code is self.code:
            record(frame, self.line)
        self.skip = False
        return next(self.iterator)


class Case(type):
    def __instancecheck__(cls, subject):
        record(sys._getframe(1), cls.line)
        return True


class Probe:
    __call__ = staticmethod(probe)
    after, bases, leaving = staticmethod(after), staticmethod(bases), leaving
    each, again, around = Each, Again, Around

    def __getattr__(self, name):
        if name[0] == 'L' and name[1:].isdigit():
            return Case(name, (dict,), {'line': int(name[1:])})
        raise AttributeError(name)


module = types.ModuleType('instr')
module.__path__ = [os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'python', 'instr')]
module.probe = Probe()
sys.modules['instr'] = module


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self

    def __next__(self):
        raise StopIteration(self.value)


class Leaving(leaving):
    armed = True

    def __init__(self, entry, values):
        self.line = entry['line']
        self.before = [value for value in values if isinstance(value, Leaving)]

    def __enter__(self):
        for before in self.before:
            before.armed = True
        return self

    def __aenter__(self):
        return Ready(self.__enter__())


class Raising(Leaving):
    armed = False

    def __exit__(self, *error):
        if error[0] and (self.armed or error[2].tb_lineno != self.line):
            record(sys._getframe(1), self.line)

    def __aexit__(self, *error):
        if error[0] and (self.armed or error[2].tb_lineno != self.line):
            record(sys._getframe(1), self.line)
        return Done()


def entry_point(entry):
    """A function of a loader's table, which only records."""
    line = entry.get('line')

    def hit(*values):
        record(sys._getframe(1), line)

    def hit_and_pass(value, *values):
        record(sys._getframe(1), line)
        return value

    def unbound(*values):
        record(sys._getframe(1), line)
        return not isinstance(sys.exc_info()[1], NameError)

    def around(iterable, *values):
        found = Around(iterable, line)
        found.code = sys._getframe(1).f_code
        return found
    return {
        'snapshot': lambda: None, 'line': hit, 'unbound': unbound, 'after': hit_and_pass,
        'each': lambda iterable, *values: Each(iterable, line),
        'again': lambda iterable, *values: Again(iterable, line),
        'around': around,
        'leaving': lambda *values: Leaving(entry, values),
        'raising': lambda *values: Raising(entry, values),
        'decorator': lambda *values: hit_and_pass,
    }[entry['kind']]


def load(data):
    """The code of a loader's unit."""
    import instr.load.placeholders as placeholders
    import instr.load.unit as unit
    code, _ = unit.Unit(data).compiled('<program>')
    return placeholders.bound(code, {placeholders.HOLDER: (None,) + tuple(entry_point(entry) for entry in data['entries'])})


class Importer:
    """Knows of no file but the program, while that is watched."""

    def __init__(self):
        self.known = set()

    def known_path(self, path):
        return path if path in self.known else None


engines = {}


def installed(name):
    """A dynamic engine, which stays where it is and only records."""
    import instr.engines.traced as traced

    class Engine(traced.Traced):
        def line(self, code, number, frame, snapshot):
            record(frame, number)
    if name not in engines:
        engines[name] = Engine(None, None, Importer(), [], None, name == 'settrace')
        if name == 'settrace':
            import instr.engines.settrace as part
        else:
            import instr.engines.monitoring as part
        part.install(engines[name])
    return engines[name]


def watch(data, name):
    """Has a dynamic engine record a program; what stops it."""
    import instr.engines.traced as traced
    engine = installed(name)
    engine._known.clear()
    engine.untraced.clear()
    engine.files['<program>'] = traced.File(data, engine)
    engine.importer.known.add('<program>')

    def stop():
        sys.settrace(None)
        engine.importer.known.clear()
    if name == 'settrace':
        sys.settrace(engine.hook)
    return stop


def run(source, trace):
    del stream[:]
    name = '<program>'
    try:
        code = load(source) if isinstance(source, dict) else compile(source, name, 'exec', dont_inherit=True)
    except SyntaxError as error:
        return [], repr(error)
    names = dict(prelude.NAMES, __name__='program')

    def local(frame, event, arg):
        if event == 'line':
            record(frame, frame.f_lineno)
        return local
    old, sys.stdout = sys.stdout, io.StringIO()
    outcome = None
    stop = lambda: sys.settrace(None)
    try:
        if isinstance(trace, tuple):
            stop = watch(*trace)
        elif trace:
            sys.settrace(lambda frame, event, arg: local if frame.f_code.co_filename == name else None)
        try:
            exec(code, names)
        finally:
            stop()
    except BaseException as error:
        outcome = repr(error)
    finally:
        sys.stdout = old
    return list(stream), outcome


def compare(case):
    truth, outcome = run(case['source'], True)
    if 'traced' in case:
        told, told_outcome = run(case['source'], (case['traced'], case['engine']))
    else:
        told, told_outcome = run(case.get('unit') or case['rewritten'], False)
    verdicts = {}
    for function, line, verdict in case['lines']:
        key = function, line
        if verdicts.get(key, 'exact') == 'exact':
            verdicts[key] = verdict
    announced = {key: why for key, why in verdicts.items() if why != 'exact'}
    hidden = {line for (_, line), why in announced.items() if 'frame of' in why}
    anywhere = {line for _, line in announced}
    known = lambda e: e in announced or e[1] in hidden or e[0].startswith(UNSEEN) and e[1] in anywhere
    left = [e for e in truth if not known(e)]
    right = [e for e in told if e not in announced and e[1] not in hidden]
    silent = None
    if outcome != told_outcome:
        silent = 'outcome %s, rewritten %s' % (outcome, told_outcome)
    elif left != right:
        at = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right)))
        silent = 'after %s: truth %s, told %s' % (left[max(0, at - 4):at], left[at:at + 4], right[at:at + 4])
    passed = sorted({e for e in truth if e in announced})
    return {'name': case['name'], 'exact': silent is None and not passed, 'silent': silent,
            'announced': ['%s:%s %s' % (key + (announced[key],)) for key in passed]}


def main():
    for line in open(sys.argv[1], encoding='utf-8'):
        case = json.loads(line)
        try:
            compile(case['source'], case['name'], 'exec', dont_inherit=True)
        except SyntaxError:
            continue  # newer than this Python
        if 'record' in case:
            events = run(case['source'], True)[0]
            told = ' '.join('%s:%d' % event for event in events if not event[0].startswith(UNSEEN))
            print(case['record'], case['name'], told)
        else:
            print(json.dumps(compare(case)))


main()
