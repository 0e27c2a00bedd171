"""What a subclass overrides is what runs."""
from instr import ConditionalTracer, EventTracer, Tracer


def f(x):
    y = x + 1
    return y


class Plain(Tracer):
    def traceit(self, frame, event, arg):
        self.log(event, frame.f_lineno, frame.f_code.co_name, frame.f_locals)


class Loud(Tracer):
    def print_debugger_status(self, frame, event, arg):
        if event == "line":
            self.log("!", end=" ")
        super().print_debugger_status(frame, event, arg)


class Own(EventTracer):
    def eval_in_context(self, expr, frame):
        return frame.f_lineno if expr == "own" else super().eval_in_context(expr, frame)

    def do_report(self, frame, event, arg):
        return event == "line" and super().do_report(frame, event, arg)


class Collected(ConditionalTracer):
    lines = []

    def log(self, *objects, sep=" ", end="\n", flush=False):
        self.lines.append(sep.join(map(str, objects)))


for tracer in (Plain(), Loud(), Own(events=["own"]), Collected("x")):
    with tracer:
        f(1)
    print("---")
print(Collected.lines)
t = Tracer()
for variables in ({"a": 10}, {"a": 10, "b": 25}, {"a": 10, "b": 25}, {"c": 10, "d": 25}):
    print(t.changed_vars(variables))
