"""An incremental solver of one-way constraints with strengths, after the benchmark DeltaBlue."""


class Variable:
    def __init__(self, value):
        self.value = value
        self.stay = 0
        self.determined_by = None
        self.constraints = []


class Constraint:
    def __init__(self, strength):
        self.strength = strength

    def is_stronger(self, other):
        return other is None or self.strength > other.strength


class Edit(Constraint):
    def __init__(self, variable, strength):
        Constraint.__init__(self, strength)
        self.out = variable
        variable.constraints.append(self)

    def inputs(self):
        return ()

    def execute(self):
        pass


class Scale(Constraint):
    def __init__(self, source, factor, offset, out, strength):
        Constraint.__init__(self, strength)
        self.source, self.factor, self.offset, self.out = source, factor, offset, out
        source.constraints.append(self)
        out.constraints.append(self)

    def inputs(self):
        return (self.source,)

    def execute(self):
        self.out.value = self.source.value * self.factor.value + self.offset.value


class Planner:
    def __init__(self):
        self.executed = 0

    def add(self, constraint):
        if constraint.is_stronger(constraint.out.determined_by):
            constraint.out.determined_by = constraint
            self.propagate(constraint)

    def plan(self, sources):
        found, waiting, seen = [], list(sources), set()
        while waiting:
            constraint = waiting.pop()
            if id(constraint) in seen:
                continue
            seen.add(id(constraint))
            found.append(constraint)
            for next in constraint.out.constraints:
                if next.out.determined_by is next and constraint.out in next.inputs():
                    waiting.append(next)
        return found

    def propagate(self, constraint):
        for step in self.plan([constraint]):
            step.execute()
            self.executed += 1


def chain(planner, length):
    factor, offset = Variable(3), Variable(1)  # cold
    variables = [Variable(0) for _ in range(length)]
    for source, out in zip(variables, variables[1:]):
        planner.add(Scale(source, factor, offset, out, 2))
    return variables


def run():
    planner = Planner()
    variables = chain(planner, 60)
    edit = Edit(variables[0], 5)
    planner.add(edit)
    plan = planner.plan([edit])
    for value in range(60):
        variables[0].value = value
        for constraint in plan:
            constraint.execute()
    return planner.executed, len(plan), variables[-1].value % 1000003
