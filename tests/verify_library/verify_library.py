#!/usr/bin/env python3
"""`instr verify` over the standard library: each module with a probe on every line, or with all its variables watched,
driven by CPython's tests of it.

    python3 tests/verify_library/verify_library.py --python 3.11 --python 3.13 --tests 8     all of modules.txt
    python3 tests/verify_library/verify_library.py --python 3.13 textwrap shlex              a few, with all tests
    python3 tests/verify_library/verify_library.py --python 3.13 --watch shlex               changes of its variables

An event is equal if all engines tell it, in the same order, as `sys.settrace` does; a site is a line that was told,
equal if all its events are. Events at lines without a probe count as different. A site that differs is announced, if
the plan says beforehand that its probe is approximate or refused; unsteady, if two runs under `sys.settrace` differ
there, too; else it is a surprise, as is a difference in what the program does. Exit status 1: there are surprises.
With --watch an event is a change of a variable, and a site a line of a function with a variable that it changed.
"""

import argparse
import concurrent.futures
import json
import operator
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict

import asked
import table

HERE = os.path.dirname(os.path.abspath(__file__))
# What an interpreter has of some modules and tests.
LOOK = """if True:
    import ast, importlib.util, json, sys
    def path(name):
        try:
            return importlib.util.find_spec(name).origin or ""
        except (ImportError, AttributeError):
            return ""
    modules, tests = json.loads(sys.argv[1])
    files = [found for found in map(path, modules) if found.endswith(".py")]
    tests = [test for test in tests if path(".".join(part for part in test.split(".") if part[0].islower()))]
    names = set()
    for file in files:
        for node in ast.walk(ast.parse(open(file, "rb").read())):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                names.add(node.id)
            elif isinstance(node, (ast.arg, ast.ExceptHandler)):
                names.add(getattr(node, "arg", None) or getattr(node, "name", None))
    names = sorted(name for name in names - {None} if not name.startswith("__"))
    print(json.dumps([sys.version_info[:2], sys.executable, files, tests, names]))"""


class Failed(Exception):
    """A command did not do its work."""


class Case:
    """A line of modules.txt: modules that get the probes, and the tests that drive them."""

    def __init__(self, line):
        self.name, *words = line.split()
        self.modules = [word for word in words if word[0] not in "!~" and not word.startswith("test.")] or [self.name]
        self.tests = [word for word in words if word.startswith("test.")]
        self.left_out = [word for word in words if word[0] == "!"]
        self.hidden = [word[1:] for word in words if word[0] == "~"]


def main():
    with open(os.path.join(HERE, "modules.txt"), encoding="utf-8") as file:
        cases = [Case(line) for line in file if line.strip() and not line.startswith("#")]
    options = arguments({case.name for case in cases})
    cases = [case for case in cases if case.name in (options.modules or [case.name])]
    rows = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(verified, options, python, case) for python in options.python for case in cases]
        for job in concurrent.futures.as_completed(jobs):
            row = job.result()
            if row:
                rows += [row]
                print(row, *row.surprises, sep="\n    surprise: ", flush=True)
                if options.announced and row.expected:
                    print("", *row.expected, sep="\n    announced: ", flush=True)
    table.show(rows)
    return 1 if any(row.surprises for row in rows) else 0


def arguments(known):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="of modules.txt; by default all")
    parser.add_argument("--instr", default=os.path.join(HERE, "..", "..", "target", "release", "instr"), metavar="PATH")
    parser.add_argument("--python", action="append", metavar="PY", help="as `instr run` takes it; repeatable")
    parser.add_argument("--watch", action="store_true", help="all variables, instead of a probe on every line")
    parser.add_argument("--announced", action="store_true", help="show announced differences, too")
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    parser.add_argument("--timeout", type=float, default=900, metavar="SECONDS", help="for each module")
    parser.add_argument("--tests", type=int, metavar="N", help="of each module, evenly spread; by default all")
    options = parser.parse_args()
    options.python = options.python or ["python3"]
    if set(options.modules) - known:
        parser.error(f"modules.txt has no {', '.join(sorted(set(options.modules) - known))}")
    options.instr = os.path.abspath(options.instr)
    if not os.path.exists(options.instr):
        parser.error(f"{options.instr} is not there")
    return options


def verified(options, python, case):
    """A row; None where the version has no such module, or no tests of it."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="instr-verify-") as folder:
        instr = Instr(options, folder)
        look = ["run", "--python", python, "-c", LOOK, json.dumps([case.modules, case.tests])]
        version, path, files, tests, names = json.loads(instr.output(look, (0,)))
        if not (files and tests):
            return None
        # Installed packages can load modules before their probes are in; where a value is cut, an address may be, too.
        subprocess.run([path, "-m", "venv", "--without-pip", os.path.join(folder, "bare")], check=True)
        request = ["--python", os.path.join(folder, "bare", "bin", "python"), "--max-repr", "none"]
        asks = asked.Watches(case.hidden, names) if options.watch else asked.Lines(case.hidden)
        if options.watch:
            asks.keep_changing(instr.planned(asks, files, version))
        request += asks.options(files)
        at_most = [f"={options.tests}"] if options.tests else []
        request += [os.path.join(HERE, "driver.py"), *tests, *case.left_out, *at_most]
        row = table.Row(case.name, tuple(version))
        try:
            compare(instr, row, asks, files, request)
        except Failed as failed:
            row.surprises.append(str(failed))
        row.seconds = time.monotonic() - started
    return row


def compare(instr, row, asks, files, request):
    report = json.loads(instr.output(["verify", "--output-format", "json", *request], (0, 1)))
    row.events, row.identical = report["events"] + report["left_out"], report["identical"]
    differences = report["differences"]
    shown = "{what}: {expected!r}, {engine} {found!r}"
    row.surprises += [shown.format(**found) for found in differences if found["what"] != "event"]
    # The report has the first difference only. Where there is one, the logs tell of the others.
    told = {engine: instr.told(engine, asks, request) for engine in report["engines"] if differences or report["left_out"]}
    reference = told.get("settrace") or instr.told("static", asks, request)
    different = differing(reference, *told.values())
    announced = set(filter(instr.inexact(asks, files, row.version), different))
    again = instr.told("settrace", asks, request) if any(found["nondeterministic"] for found in differences) else reference
    unsteady = differing(reference, again) & different - announced
    row.sites, row.equal = len({*reference, *different}), len({*reference, *different} - different)
    row.announced, row.unsteady = len(announced), len(unsteady)
    for place in sorted(different - unsteady):
        others = [(engine, events[place]) for engine, events in told.items() if events[place] != reference[place]]
        ways = "; ".join(f"{engine} {parting(events, reference[place])}" for engine, events in others)
        shown = row.expected if place in announced else row.surprises
        shown.append(f"{':'.join(map(str, place))}: {ways}")
    is_silent = lambda found: found["what"] == "event" and not found["plan"] and not found["nondeterministic"]
    if not different and any(map(is_silent, differences)):
        row.surprises.append("the order of events")


def differing(reference, *others):
    """The places at which not all tell the same."""
    return {place for events in others for place in {*events, *reference} if events.get(place) != reference.get(place)}


def parting(found, expected):
    """What an engine tells, and what the reference tells, where they part."""
    same = map(operator.eq, found, expected)
    at = next((at for at, is_same in enumerate(same) if not is_same), min(len(found), len(expected)))
    sides = [events[at][:200] if at < len(events) else "nothing more" for events in (found, expected)]
    return f"{sides[0]}, settrace {sides[1]} ({len(found)} and {len(expected)} events)"


class Instr:
    """The program, in a folder of its own."""

    def __init__(self, options, folder):
        self.path, self.folder, self.timeout = options.instr, folder, options.timeout
        self.deadline = time.monotonic() + options.timeout

    def output(self, arguments, statuses=None):
        """What it prints; by default its status, which is then that of the tests, is not looked at."""
        runs = os.path.join(self.folder, "runs")
        environment = dict(os.environ, PYTHONHASHSEED="0", TMPDIR=self.folder, INSTR_RUNS=runs)
        with subprocess.Popen([self.path, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
            try:
                out, error = process.communicate(timeout=max(1, self.deadline - time.monotonic()))
            except BaseException as stop:
                os.killpg(process.pid, signal.SIGKILL)
                if isinstance(stop, subprocess.TimeoutExpired):
                    raise Failed(f"not done after {self.timeout:.0f} seconds") from None
                raise
        # A log is whole when its collector has ended.
        while os.path.isdir(runs) and os.listdir(runs):
            if time.monotonic() > self.deadline:
                raise Failed("a collector does not end")
            time.sleep(0.002)
        if statuses and process.returncode not in statuses:
            raise Failed(f"instr {arguments[0]}: {process.returncode}, {error.decode(errors='replace')[-200:]!r}")
        return out.decode(errors="replace")

    def inexact(self, asks, files, version):
        """Tells of a place if the plan says beforehand that it is not exact."""
        return asks.inexact(self.planned(asks, files, version))

    def planned(self, asks, files, version):
        plan = ["plan", "--output-format", "json", "--target-version", "%d.%d" % tuple(version)]
        return json.loads(self.output([*plan, *asks.plan(files)], (0, 1)))

    def told(self, engine, asks, request):
        """The events by place, without what differs between any two runs."""
        log = os.path.join(self.folder, engine + ".jsonl")
        self.output(["run", "--engine", engine, "--format", "jsonl", "-o", log, *request])
        told = defaultdict(list)
        with open(log, encoding="utf-8") as file:
            for event in map(json.loads, file):
                if event["event"] != "note":
                    place, text = asks.told(event)
                    told[place].append(text)
        os.remove(log)
        return told


if __name__ == "__main__":
    sys.exit(main())
