"""Has the runtime's recorder record all that it can: by line the frames in hexadecimal digits, and what was asked as JSON.

The one argument is the folder of the runtime.
"""
import json
import sys

sys.path.insert(0, sys.argv[1])
from instr.frames.snapshots import Snapshot
from instr.model import Site, Tracepoint
from instr.record.reference import Reference
from instr.values.render import Renderer
from instr.values.value import IS_UNSET, failed


class Ring:
    """Keeps what is committed."""

    began = 0

    def __init__(self):
        self.frames = []

    def is_own(self):
        return True

    def commit(self, frame, is_event):
        self.frames.append(frame)

    def count(self, cell, number):
        pass

    def finish(self):
        pass


def put(*said):
    frames = b"".join(recorder.ring.frames)
    del recorder.ring.frames[:]
    print(frames.hex(), json.dumps(list(said)))


values = Renderer()
recorder = Reference(values, Ring, {"/p.py": (1, [3, 4])}, 2, stack=2)
site, snapshot, frame = Site("/p.py", 3, "f", "    x = 1"), Snapshot(), sys._getframe()
# Nobody calls the file's own frame.
WHERE = [["/p.py", 3, "f", "    x = 1"], "MainThread", None]
FIELDS = [("x", False, values.value(-(2**63))), ("f'{x}'", True, values.value("é\n")), ("y", False, values.value(2**70))]
SAID = [["x", False, ["int", -(2**63)]], ["f'{x}'", True, ["str", "é\n", "'é\\n'"]], ["y", False, ["text", str(2**70)]]]

recorder.line(site, frame, snapshot, FIELDS)
put([["line", SAID], *WHERE, 1, False])
recorder.line(site, None, None, [])
put([["line", []], *WHERE, None, False])


def inner():
    recorder.line(site, sys._getframe(), snapshot, [])


inner()
put([["line", []], *WHERE, 1, True])
recorder.call(site, frame, Snapshot(), FIELDS, [("/q.py", 9, "g")])
put([["call", SAID, [["/q.py", 9, "g"]]], *WHERE, 2, False])
recorder.value(site, frame, snapshot, "return", values.value(1.5))
put([["return", ["float", "3ff8000000000000"]], *WHERE, 1, False])
recorder.value(site, frame, snapshot, "yield", values.value(None))
put([["yield", ["none"]], *WHERE, 1, False])
recorder.raises(site, frame, snapshot, "E", "why")
put([["raise", "E", "why"], *WHERE, 1, False])
recorder.watch(site, frame, snapshot, 8, "a.b", None, IS_UNSET)
put([["watch", 8, "a.b", None, ["unset"]], *WHERE, 1, False])
recorder.watch(site, frame, snapshot, 8, "a.b", IS_UNSET, failed("E: x"))
put([["watch", 8, "a.b", ["unset"], ["failed", "E: x"]], *WHERE, 1, False])
recorder.unawaited(site, [("/q.py", 9, "g")])
put([["unawaited", [["/q.py", 9, "g"]]], *WHERE, None, False])
recorder.row(Site("/p.py", 0, "f", ""), "opcode", None, -1, "", FIELDS)
put([["row", "opcode", None, -1, None, SAID], ["/p.py", None, "f", ""], "MainThread", None, None, False])
recorder.row(site, "call", "a", 2, "LOAD", [])
put([["row", "call", "a", 2, "LOAD", []], *WHERE, None, False])
recorder.failed(site, "1 / 0", ZeroDivisionError("division by zero"))
put(["raised", WHERE[0], "1 / 0", "ZeroDivisionError: division by zero", 3])
recorder.failed(site, "1 / 0", ZeroDivisionError("division by zero"))
put()
recorder.loaded("/p.py")
put(["loaded", "/p.py"])
recorder.problem("/p.py", "has a problem")
put(["problem", "/p.py", "has a problem"])
recorder.note("a note \udc80")
put(["note", "a note \\udc80"])
planned = Tracepoint(site, None, None, None, recorder.counter("/p.py", 4))
recorder.hit(planned)
put()
other = Tracepoint(site, None, None, None, recorder.counter("/p.py", 99))
recorder.hit(other)
put(["cell", 4, WHERE[0], False])
recorder.left_out(other)
put(["cell", 5, WHERE[0], True])
recorder.finish()
put()
