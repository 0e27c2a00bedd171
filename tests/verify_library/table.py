"""The table of what `instr verify` finds."""

COLUMNS = ["module", "version", "events", "identical", "%", "sites", "equal", "%", "announced", "unsteady",
           "surprises", "seconds"]


class Row:
    """What is said of a module, or of all of them, on a version."""

    def __init__(self, name, version):
        self.name, self.version = name, version
        self.events = self.identical = self.sites = self.equal = self.announced = self.unsteady = self.seconds = 0
        self.surprises, self.expected = [], []

    def add(self, other):
        for name in ["events", "identical", "sites", "equal", "announced", "unsteady", "seconds", "surprises"]:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self):
        cells = [self.name, "%d.%d" % self.version, self.events, self.identical, percent(self.identical, self.events),
                 self.sites, self.equal, percent(self.equal, self.sites), self.announced, self.unsteady,
                 len(self.surprises), round(self.seconds)]
        return f"| {' | '.join(map(str, cells))} |"


def percent(part, whole):
    """Rounded down: 100 is all of them."""
    return f"{10000 * part // whole / 100:.2f}" if whole else "-"


def show(rows):
    """All rows, then one for each version."""
    rows = sorted(rows, key=lambda row: (row.version, row.name))
    totals = {row.version: Row("all", row.version) for row in rows}
    for row in rows:
        totals[row.version].add(row)
    print(f"\n| {' | '.join(COLUMNS)} |\n|---|---{'|--:' * (len(COLUMNS) - 2)}|")
    print(*rows, *totals.values(), sep="\n")
