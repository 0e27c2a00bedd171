"""Compares the model's control flow with CPython's bytecode, under any CPython from 3.8.

    python3.N bytecode.py MODEL [-q]

MODEL is what the test program `line_model` dumps: for each file, one JSON line
{"name", "source", "frames": [{"name", "line", "edges": [[from, to, fired line or 0, handler]], "lines"}]}.
Both sides become automata over fired lines; for each code object the languages must be equal, those from the entry and
those from each exception handler.
"""
import dis
import json
import sys
import types

V = sys.version_info[:2]
STOP = {'RETURN_VALUE', 'RETURN_CONST', 'RERAISE', 'RAISE_VARARGS', 'INTERPRETER_EXIT', 'END_ASYNC_FOR_X'}
GOTO = {'JUMP_FORWARD', 'JUMP_ABSOLUTE', 'JUMP_BACKWARD', 'JUMP_BACKWARD_NO_INTERRUPT'}


def line_table(code, offsets):
    """offset -> (line or None, starts an entry)"""
    table = {}
    if V >= (3, 10):
        for start, end, line in code.co_lines():
            for offset in range(start, end, 2):
                table[offset] = (line, False)
        return table
    increments = list(zip(code.co_lnotab[0::2], code.co_lnotab[1::2]))
    line, addr, starts, at = code.co_firstlineno, 0, {0}, 0
    lines = []
    for step, delta in increments:
        for offset in range(addr, addr + step, 2):
            lines.append(line)
        addr += step
        if delta:
            starts.add(addr)
        line += delta - 256 if delta >= 128 else delta
    for offset in offsets:
        table[offset] = (lines[offset // 2] if offset // 2 < len(lines) else line, offset in starts)
    return table


def bytecode_nfa(code):
    """(entry transitions, handler transitions, {state: [(to, fired)]})"""
    instructions = [i for i in dis.get_instructions(code) if i.opname not in ('CACHE', 'EXTENDED_ARG')]
    offsets = [i.offset for i in dis.get_instructions(code)]
    table = line_table(code, offsets)
    real = {}
    pending = None
    # Jumps may lead to the EXTENDED_ARG before an instruction.
    for n, i in enumerate(dis.get_instructions(code)):
        if i.opname == 'EXTENDED_ARG':
            if pending is None:
                pending = i.offset
        else:
            if pending is not None:
                for o in range(pending, i.offset, 2):
                    real[o] = i.offset
            pending = None
    target = lambda o: real.get(o, o)
    line = lambda o: table.get(o, (None, False))[0]
    start = lambda o: table.get(o, (None, False))[1]
    first_of = {}
    for o, r in real.items():
        first_of.setdefault(r, o)

    # What ends a loop starts no line: what follows is also compared with what stands before it.
    marks = {}
    for before, i in zip([None, *instructions], instructions):
        is_end = V >= (3, 14) and i.opname in ('END_FOR', 'POP_ITER')
        marks[i.offset] = marks[before.offset] if is_end else i.offset

    def fires(u, v, back):
        if line(v) is None or not back and marks[u] != u and line(marks[u]) == line(v):
            return 0
        if V < (3, 10):
            return line(v) if back or start(first_of.get(v, v)) else 0
        return line(v) if back or line(u) != line(v) else 0

    def fires_first(v):
        return line(v) or 0
    handlers, nfa = set(), {}
    entry = instructions[0].offset
    # What runs when a generator is made is not traced.
    made = next((n for n, i in enumerate(instructions) if i.opname == 'RETURN_GENERATOR'), 0)
    for n, i in enumerate(instructions):
        if n >= made and i.opname == 'RESUME' and i.arg & 3 == 0:
            entry = instructions[n + 1].offset
            break
        if i.opname == 'GEN_START':
            entry = instructions[n + 1].offset
            break
    for n, i in enumerate(instructions):
        out = nfa.setdefault(i.offset, [])
        is_setup = i.opname in ('SETUP_FINALLY', 'SETUP_WITH', 'SETUP_ASYNC_WITH')
        if is_setup:
            handlers.add(target(i.argval))
        elif (i.opcode in dis.hasjrel or i.opcode in dis.hasjabs) and i.opname != 'END_ASYNC_FOR':
            to = target(i.argval)
            back = to <= i.offset and i.opname != 'JUMP_BACKWARD_NO_INTERRUPT'
            out.append((to, fires(i.offset, to, back)))
        if i.opname not in STOP and i.opname not in GOTO and n + 1 < len(instructions):
            to = instructions[n + 1].offset
            out.append((to, fires(i.offset, to, False)))
    if V >= (3, 11):
        from dis import _parse_exception_table
        for e in _parse_exception_table(code):
            handlers.add(e.target)
    names = {i.offset: i.opname for i in instructions}
    skip = {'CLEANUP_THROW', 'END_ASYNC_FOR'}
    # An exhausted asynchronous iterator raises, that is how its loop ends.
    ends = [h for h in handlers if names[h] == 'END_ASYNC_FOR']
    if V >= (3, 11):
        waits = [(i.offset, e.target) for i in instructions if i.opname == 'SEND'
                 for e in _parse_exception_table(code) if e.start <= i.offset < e.end and e.target in ends]
    else:
        waits, setup = [], None
        for i in instructions:
            setup = target(i.argval) if i.opname == 'SETUP_FINALLY' else setup
            if i.opname == 'GET_ANEXT':
                waits.append((i.offset, setup))
    for u, v in waits:
        nfa[u].append((v, fires(u, v, False)))
    roots = [[(h, fires_first(h))] for h in sorted(handlers) if names.get(h) not in skip]
    return [(entry, fires_first(entry))], roots, nfa


def model_nfa(edges):
    nfa, raised = {}, {}
    for u, v, fired, is_raised in edges:
        nfa.setdefault(v, [])
        nfa.setdefault(u, [])
        if is_raised:
            raised.setdefault(v, set())
        else:
            nfa[u].append((v, fired))
    return nfa


def closure(nfa, states):
    seen, todo = set(states), list(states)
    while todo:
        for to, fired in nfa.get(todo.pop(), ()):
            if not fired and to not in seen:
                seen.add(to)
                todo.append(to)
    return frozenset(seen)


def step(nfa, states):
    out = {}
    for s in states:
        for to, fired in nfa.get(s, ()):
            if fired:
                out.setdefault(fired, set()).add(to)
    return {f: closure(nfa, t) for f, t in out.items()}


ROOT = 'root'


def dfa(nfa, root):
    nfa = dict(nfa)
    nfa[ROOT] = root
    start = closure(nfa, [ROOT])
    states, todo = {start: None}, [start]
    while todo:
        s = todo.pop()
        states[s] = step(nfa, s)
        for t in states[s].values():
            if t not in states:
                states[t] = None
                todo.append(t)
    return start, states


def canonical(nfa, root):
    """A name for the language, equal exactly for equal languages."""
    start, states = dfa(nfa, root)
    group = {s: 0 for s in states}
    count = 1
    while True:
        keys = {}
        new = {s: keys.setdefault((group[s], tuple(sorted((f, group[t]) for f, t in states[s].items()))), len(keys))
               for s in states}
        if len(keys) == count:
            break
        group, count = new, len(keys)
    number, order, out = {group[start]: 0}, [start], []
    for s in order:
        row = []
        for f, t in sorted(states[s].items()):
            if group[t] not in number:
                number[group[t]] = len(number)
                order.append(t)
            row.append((f, number[group[t]]))
        out.append(tuple(row))
    return tuple(out)


def difference(a, root_a, b, root_b):
    """A shortest word that is in one language only: (word, lines after it in a, in b)."""
    start_a, states_a = dfa(a, root_a)
    start_b, states_b = dfa(b, root_b)
    todo, seen = [(start_a, start_b, [])], {(start_a, start_b)}
    for s, t, word in todo:
        if set(states_a[s]) != set(states_b[t]):
            return word, sorted(states_a[s]), sorted(states_b[t])
        for f in states_a[s]:
            pair = states_a[s][f], states_b[t][f]
            if pair not in seen:
                seen.add(pair)
                todo.append(pair + (word + [f],))


def code_objects(code):
    todo = [code]
    for c in todo:
        todo.extend(k for k in c.co_consts if isinstance(k, types.CodeType))
    return todo


def compare(source, name, frames, verbose=True):
    code = compile(source, name, 'exec', dont_inherit=True)
    by_key = {}
    for c in code_objects(code):
        by_key.setdefault((c.co_name, c.co_firstlineno if c.co_name != '<module>' else 0), []).append(c)
    bad = total = missing = 0
    for frame in frames:
        key = frame['name'], frame['line'] if frame['name'] != '<module>' else 0
        codes = by_key.get(key)
        if not codes:
            missing += 1
            if verbose:
                print('%s:%s %s: no code object' % (name, key[1], key[0]))
            continue
        c = codes.pop(0)
        if V == (3, 8) and any(i.opname == 'CALL_FINALLY' for i in dis.get_instructions(c)):
            continue
        total += 1
        entry, roots, nfa = bytecode_nfa(c)
        edges = [tuple(e) for e in frame['edges']]
        model = {}
        model_roots = {}
        for u, v, fired, raised in edges:
            model.setdefault(u, [])
            model.setdefault(v, [])
            if raised:
                model_roots.setdefault(raised, set()).add(v)
            else:
                model[u].append((v, fired))
        lines = frame['lines']
        entry_model = model.get(0, [])
        ok = canonical(nfa, entry) == canonical(model, entry_model)
        if not ok:
            bad += 1
            if verbose:
                print('%s:%s %s: entry differs (word, CPython, model): %s'
                      % (name, key[1], key[0], difference(nfa, entry, model, entry_model)))
            continue
        expected = {canonical(nfa, r) for r in roots} - {((),)}
        got = {canonical(model, [(v, lines.get(str(v), 0)) for v in vs]) for vs in model_roots.values()} - {((),)}
        if expected != got and V > (3, 8):
            bad += 1
            if verbose:
                print('%s:%s %s: handlers differ: CPython %s model %s'
                      % (name, key[1], key[0], [x for x in expected - got][:2], [x for x in got - expected][:2]))
    return total, bad, missing


def main():
    verbose = '-q' not in sys.argv
    args = [a for a in sys.argv[1:] if a != '-q']
    totals = [0, 0, 0]
    for line in open(args[0], encoding='utf-8'):
        entry = json.loads(line)
        try:
            counts = compare(entry['source'], entry['name'], entry['frames'], verbose)
        except SyntaxError:
            continue  # newer than this Python
        totals = [a + b for a, b in zip(totals, counts)]
    print('%d.%d: %d code objects, %d differ, %d not found' % (V + tuple(totals)))


if __name__ == '__main__':
    sys.setrecursionlimit(10000)
    main()
