#!/usr/bin/env python3
"""CPython's own tests, with a probe on every executable line of the module that they test.

`instr run` must not change a program. The programs here are the tests of the standard library's pure-Python modules:
each runs as it is and again with probes in the module, and every test has to end in the same way.

    python3 tests/regrtest/regrtest.py                       all of modules.txt, on all interpreters at hand
    python3 tests/regrtest/regrtest.py --part                ten of them, for CI
    python3 tests/regrtest/regrtest.py --packages            packages with their own tests, of packages.txt
    python3 tests/regrtest/regrtest.py --modules json,csv --python python3.13

Exit status 1: a test ends differently and `explained.txt` does not say why, or it says so of a test that does not.
"""

import argparse
import ast
import concurrent.futures
import fnmatch
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TESTS = "test.test_textwrap"
DEFAULT_VERSIONS = ["3.8", "3.11", "3.13", "3.15"]

# The program: unittest, which notes how each test ended. It imports nothing that the tests do not import anyway, and
# asks for no resource such as the network.
PROGRAM = r"""
def main():
    import sys
    before = set(sys.modules)
    import unittest
    out, tests = sys.argv[1], sys.argv[2:]
    del sys.argv[1:]
    try:
        from test import support
        support.use_resources = ["subprocess"]
    except ImportError:
        pass
    log = open(out, "a", encoding="utf-8", errors="backslashreplace")

    class Result(unittest.TextTestResult):
        def note(self, test, outcome, error=None):
            text = ""
            if error is not None:
                try:
                    text = self._exc_info_to_string(error, test)
                except Exception as again:
                    text = repr(again)
            log.write(repr((test.id().replace(" ", ""), outcome, text)) + "\n")
            log.flush()

        def startTest(self, test):
            super().startTest(test)
            self.note(test, "started")
        def addSuccess(self, test):
            super().addSuccess(test)
            self.note(test, "ok")
        def addError(self, test, error):
            super().addError(test, error)
            self.note(test, "ERROR", error)
        def addFailure(self, test, error):
            super().addFailure(test, error)
            self.note(test, "FAIL", error)
        def addSkip(self, test, reason):
            super().addSkip(test, reason)
            self.note(test, "skipped: " + reason)
        def addExpectedFailure(self, test, error):
            super().addExpectedFailure(test, error)
            self.note(test, "expected failure")
        def addUnexpectedSuccess(self, test):
            super().addUnexpectedSuccess(test)
            self.note(test, "unexpected success")
        def addSubTest(self, test, subtest, error):
            super().addSubTest(test, subtest, error)
            if error is not None:
                failed = issubclass(error[0], test.failureException)
                self.note(test, "FAIL" if failed else "ERROR", error)

    class Runner(unittest.TextTestRunner):
        resultclass = Result

    modules = sys.modules
    try:
        unittest.main(module=None, argv=["unittest", "-v", *tests], testRunner=Runner)
    finally:
        # What was loaded from a file since the start: it could have had probes.
        with open(out + ".loaded", "w", encoding="utf-8", errors="backslashreplace") as file:
            for name, module in list(modules.items()):
                spec = getattr(module, "__spec__", None)
                if name not in before and getattr(spec, "has_location", False):
                    file.write(str(spec.origin) + "\n")
main()
"""


class Python:
    """An interpreter."""

    def __init__(self, path):
        code = "import sys, sysconfig; print('%d.%d' % sys.version_info[:2], sys.executable)\n"
        code += "print(sysconfig.get_paths()['stdlib'])"
        answer = subprocess.run([path, "-c", code], stdout=subprocess.PIPE, check=True, universal_newlines=True).stdout
        first, self.library = answer.splitlines()
        self.version, self.path = first.split(" ", 1)

    def bare(self, folder):
        """The same without installed packages: they can load modules before anybody can give those probes."""
        environment = os.path.join(folder, f"bare-{self.version}")
        subprocess.run([self.path, "-m", "venv", "--without-pip", environment], check=True)
        return Python(os.path.join(environment, "bin", "python"))

    def has(self, module):
        """Whether it can import a module."""
        code = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
        done = subprocess.run([self.path, "-c", code, module], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0


class Subject:
    """What is tested: files that get the probes, and the tests to run."""

    def __init__(self, line):
        words = line.split()
        self.is_part = words[0].startswith("+")
        self.name = words[0].lstrip("+")
        self.tests = [word for word in words[1:] if word.startswith("test.")]
        self.files = [word for word in words[1:] if not word.startswith("test.")] or [self.name]

    def found_files(self, python):
        """The paths of its files."""
        found = []
        for pattern in self.files:
            found += sorted(glob.glob(os.path.join(glob.escape(python.library), pattern + ".py")))
        return [path for path in found if has_code(path)]

    def found_tests(self, python):
        """Those of its tests that this version has."""
        found = []
        for test in self.tests:
            path = os.path.join(python.library, *test.split("."))
            if os.path.exists(path + ".py") or os.path.isdir(path):
                found.append(test)
        return found


class Run:
    """How a run ended: the outcome of each test, and what was printed."""

    def __init__(self, outcomes, texts, output, seconds):
        self.outcomes = outcomes
        self.texts = texts
        self.output = output
        self.seconds = seconds


class Explained:
    """Differences that are known, and why they are."""

    def __init__(self, path):
        self.entries = []
        self.used = set()
        for line in lines_of(path):
            version, module, test, reason = line.split(None, 3)
            self.entries.append((version, module, test, reason))

    def reason(self, version, module, test):
        """Why this test may end differently."""
        for entry in self.entries:
            patterns, values = entry[:3], (version, module, test)
            if all(fnmatch.fnmatchcase(value, pattern) for pattern, value in zip(patterns, values)):
                self.used.add(entry)
                return entry[3]
        return None

    def idle(self, versions):
        """Entries for these versions that explained nothing."""
        ran = [e for e in self.entries if any(fnmatch.fnmatchcase(version, e[0]) for version in versions)]
        return [" ".join(entry) for entry in ran if entry not in self.used]


def main():
    options = arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stopped)
    pythons = found_pythons(options.python)
    if not pythons:
        print("skipped: no interpreter")
        return 0
    explained = Explained(os.path.join(HERE, "explained.txt"))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="instr-regrtest-") as folder:
        if options.packages:
            jobs = packages(options, pythons)
        else:
            jobs = modules(options, [python.bare(folder) for python in pythons])
        failures = run_all(options, jobs, explained)
    idle = []
    if not (options.modules or options.part or options.packages):
        idle = explained.idle([python.version for python in pythons])
        for entry in idle:
            print(f"explained.txt explains nothing with: {entry}")
    print(f"{time.monotonic() - started:.0f} s")
    return 1 if failures or idle else 0


def run_all(options, jobs, explained):
    """Does the jobs, and gives the number of unexplained differences."""
    print(f"{'module':<20} {'version':<8} {'tests':>6} {'same':>6} {'differ':>6} {'flaky':>6} "
          f"{'lines':>7} {'events':>12} {'seconds':>8}", flush=True)
    failures = total = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        running = [pool.submit(job, options, explained) for job in jobs]
        for done in concurrent.futures.as_completed(running):
            tests, unexplained = done.result()
            total += tests
            failures += unexplained
    print(f"{total} tests compared, {failures} differences not explained")
    return failures


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--instr", default=os.path.join(ROOT, "target", "debug", "instr"), metavar="PATH")
    parser.add_argument("--python", action="append", metavar="PY", help="a path, a name or a version; repeatable")
    parser.add_argument("--modules", metavar="A,B,C", help="only these of modules.txt or packages.txt")
    parser.add_argument("--part", action="store_true", help="only those marked + in modules.txt")
    parser.add_argument("--packages", action="store_true", help="packages.txt instead of modules.txt")
    parser.add_argument("--format", choices=["counts", "text", "jsonl"], default="counts",
                        help="of the log; all but counts go to the null device")
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    parser.add_argument("--timeout", type=float, default=600, metavar="SECONDS", help="for each run")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the output of runs that differ")
    options = parser.parse_args()
    options.instr = os.path.abspath(options.instr)
    if not os.path.exists(options.instr):
        parser.error(f"{options.instr} is not there: cargo build")
    return options


def lines_of(path):
    """The lines of a list, without comments."""
    with open(path, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def found_pythons(asked):
    """The interpreters to test with; one that is absent is said so."""
    found = []
    for version in asked or DEFAULT_VERSIONS:
        fit = []
        for path in candidates(version):
            try:
                python = Python(path)
            except (OSError, subprocess.CalledProcessError, ValueError):
                continue
            if not re.fullmatch(r"3\.\d+", version) or python.version == version:
                fit.append(python)
                # Distributions leave the tests out of theirs.
                if python.has(TESTS):
                    break
        if fit:
            found.append(fit[-1])
        else:
            print(f"skipped: no python{version} in INSTR_PYTHONS, on PATH or under pyenv")
    return found


def candidates(version):
    """Where an interpreter may be."""
    if not re.fullmatch(r"3\.\d+", version):
        path = shutil.which(version)
        return [path] if path else []
    folders = os.environ.get("INSTR_PYTHONS", "").split(os.pathsep)
    # pyenv's shims are slow to say that there is none; its versions come below.
    folders += [f for f in os.environ.get("PATH", "").split(os.pathsep) if os.path.basename(f) != "shims"]
    roots = [os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")]
    try:
        roots.append(subprocess.run(["pyenv", "root"], stdout=subprocess.PIPE, universal_newlines=True).stdout.strip())
    except OSError:
        pass
    for root in roots:
        folders += sorted(glob.glob(os.path.join(glob.escape(root), "versions", "*", "bin")))
    paths = [os.path.join(folder, "python" + version) for folder in folders if folder]
    return [path for path in paths if os.path.isfile(path)]


def has_code(path):
    """Whether a file has a line to put a probe on."""
    try:
        with open(path, "rb") as file:
            return bool(ast.parse(file.read()).body)
    except (SyntaxError, ValueError):
        return True  # of another version than ours


# Modules of the standard library.


def modules(options, pythons):
    """A job for each module and interpreter."""
    subjects = [Subject(line) for line in lines_of(os.path.join(HERE, "modules.txt"))]
    if options.modules:
        names = options.modules.split(",")
        for name in names:
            if name not in [subject.name for subject in subjects]:
                sys.exit(f"modules.txt has no {name}")
        subjects = [subject for subject in subjects if subject.name in names]
    if options.part:
        subjects = [subject for subject in subjects if subject.is_part]
    jobs = []
    for python in pythons:
        if not python.has(TESTS):
            print(f"skipped: Python {python.version} has no test package")
            continue
        for subject in subjects:
            files, tests = subject.found_files(python), subject.found_tests(python)
            if files and tests:
                jobs.append(module_job(python, subject.name, files, tests))
            else:
                print(f"skipped: Python {python.version} has no {subject.name}, or no tests of it")
    return jobs


def module_job(python, name, files, tests):
    def run(options, folder, probes):
        outcomes = os.path.join(folder, "outcomes")
        command = ["-c", PROGRAM, outcomes, *tests]
        return execute(options, python, folder, probes, command, lambda: read_outcomes(outcomes))

    return lambda options, explained: compare(options, explained, python, name, files, run)


def read_outcomes(path):
    """What PROGRAM noted: the worst of each test, as a test may fail in several subtests."""
    order = ["started", "ok", "skipped", "expected failure", "unexpected success", "FAIL", "ERROR"]
    outcomes, texts = {}, {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                try:
                    test, outcome, text = ast.literal_eval(line)
                except (SyntaxError, ValueError):
                    continue  # the process was killed in the middle of it
                test = re.sub(r"at0x[0-9a-f]+", "at0x", test)  # a subtest may be named by an object
                rank = order.index(outcome.partition(":")[0])
                if rank >= order.index(outcomes.get(test, "started").partition(":")[0]):
                    outcomes[test] = outcome
                if text:
                    texts[test] = texts.get(test, "") + text
    return outcomes, texts


# Packages with their own tests.


def packages(options, pythons):
    """A job for each package and interpreter."""
    jobs = []
    for line in lines_of(os.path.join(HERE, "packages.txt")):
        name, version, files, tests, *needs = line.split()
        if options.modules and name not in options.modules.split(","):
            continue
        for python in pythons:
            found = prepared(python, name, version, needs)
            if found is None:
                print(f"skipped: Python {python.version} cannot install {name} {version}")
                continue
            folder, inside = found
            paths = sorted(glob.glob(os.path.join(glob.escape(folder), files), recursive=True))
            paths = [path for path in paths if has_code(path) and os.path.join("", "tests", "") not in path]
            jobs.append(package_job(inside, name, folder, paths, tests))
    return jobs


def prepared(python, name, version, needs):
    """The unpacked source of a package, and an environment with what its tests need."""
    cache = os.path.join(ROOT, "target", "regrtest")
    os.makedirs(cache, exist_ok=True)
    source = os.path.join(cache, f"{name}-{version}-{python.version}")
    environment = os.path.join(cache, f"venv-{name}-{python.version}")
    inside = os.path.join(environment, "bin", "python")
    pip = [inside, "-m", "pip", "-q", "--disable-pip-version-check"]
    done = os.path.join(environment, f"{version}.done")
    try:
        if not os.path.exists(done):
            shutil.rmtree(environment, ignore_errors=True)
            shutil.rmtree(source, ignore_errors=True)
            subprocess.run([python.path, "-m", "venv", environment], check=True)
            subprocess.run([*pip, "install", "pytest<9", *needs], check=True)
            sdists = os.path.join(cache, "sdists")
            wanted = f"{name}=={version}"
            subprocess.run([*pip, "download", "--no-binary", ":all:", "--no-deps", "-d", sdists, wanted], check=True)
            names = re.sub(r"[-_.]", "[-_.]", name)
            archive = glob.glob(os.path.join(glob.escape(sdists), f"{names}-{version}.tar.gz"))[0]
            os.makedirs(source)
            subprocess.run(["tar", "-xzf", archive, "-C", source, "--strip-components=1"], check=True)
            subprocess.run([*pip, "install", "-e", source], check=True)
            open(done, "w").close()
        return source, Python(inside)
    except (OSError, IndexError, subprocess.CalledProcessError):
        return None


def package_job(python, name, folder, files, tests):
    def run(options, scratch, probes):
        results = os.path.join(scratch, "results.xml")
        command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={results}", tests]
        return execute(options, python, folder, probes, command, lambda: read_results(results), scratch)

    return lambda options, explained: compare(options, explained, python, name, files, run)


def read_results(path):
    """The outcomes that pytest wrote."""
    outcomes, texts = {}, {}
    try:
        tree = xml.etree.ElementTree.parse(path)
    except (OSError, xml.etree.ElementTree.ParseError):
        return outcomes, texts
    for case in tree.iter("testcase"):
        test = f"{case.get('classname')}.{case.get('name')}".replace(" ", "")
        found = [child for child in case if child.tag in ("failure", "error", "skipped")]
        outcomes[test] = ", ".join(child.tag for child in found) or "ok"
        for child in found:
            if child.tag != "skipped":
                texts[test] = child.text or ""
    return outcomes, texts


# Running and comparing.


def execute(options, python, cwd, probes, command, read, scratch=None):
    """A run: with probes in `probes`, or untouched where that is None."""
    scratch = scratch or cwd
    full = [python.path]
    runs = os.path.join(scratch, "runs")
    log = os.path.join(scratch, "log") if options.format == "counts" else os.devnull
    if probes is not None:
        full = [options.instr, "run", "--python", python.path, "--format", options.format, "-o", log]
        for path in probes:
            full += ["-p", f"{path}:all"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "INSTR", "VIRTUAL_ENV"))}
    environment.update(PYTHONHASHSEED="0", INSTR_RUNS=runs)
    output = os.path.join(scratch, "output")
    started = time.monotonic()
    with open(output, "wb") as file:
        # A session of its own: there are tests that signal their group.
        process = subprocess.Popen(
            full + command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            start_new_session=True,
        )
        _running.add(process.pid)
        try:
            end = f"exit status {process.wait(options.timeout)}"
        except subprocess.TimeoutExpired:
            end = "timeout"
        end_group(process.pid)
        process.wait()
        _running.discard(process.pid)
    if not written(runs):
        end += ", and its collector does not end"
    seconds = time.monotonic() - started
    outcomes, texts = read()
    outcomes["(run)"] = end
    with open(output, encoding="utf-8", errors="replace") as file:
        return Run(outcomes, texts, file.read(), seconds)


def written(runs):
    """Waits until the logs are whole: until no collector works there. False if one does not end."""
    deadline = time.monotonic() + 60
    while os.path.isdir(runs) and os.listdir(runs):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


_running = set()


def end_group(pid):
    """Ends a run and what it started, as far as that stayed in its session."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass


def stopped(number, frame):
    """Leaves no run behind when this script is stopped."""
    for pid in list(_running):
        end_group(pid)
    os._exit(128 + number)


def counted(folder, files):
    """Lines with probes and events, of a log of counts, and the files that were loaded without their probes.

    There are none of those in a run that is right: a file that is loaded has run a line.
    """
    lines, events = 0, {}
    try:
        with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as file:
            for line in file:
                found = re.fullmatch(r"(.*):\d+ (\d+) *\n?", line)
                if found:
                    lines += 1
                    events[found[1]] = events.get(found[1], 0) + int(found[2])
    except OSError:
        pass
    silent = [path for path, count in events.items() if not count]
    without = loaded_files(folder) - {os.path.realpath(path) for path in events}
    silent += [path for path in files if os.path.realpath(path) in without]
    return lines, sum(events.values()), silent


def loaded_files(folder):
    """The files that PROGRAM loaded."""
    try:
        with open(os.path.join(folder, "outcomes.loaded"), encoding="utf-8") as file:
            return {os.path.realpath(line.rstrip("\n")) for line in file}
    except OSError:
        return set()


_printing = threading.Lock()


def compare(options, explained, python, name, files, run):
    """Runs a subject both ways, prints its line, and gives the number of tests and of unexplained differences."""
    # Tests may leave files that cannot be removed.
    careless = {"ignore_cleanup_errors": True} if sys.version_info >= (3, 10) else {}
    with tempfile.TemporaryDirectory(prefix="instr-regrtest-", **careless) as scratch:
        attempt = iter(range(1, 9))

        def fresh():
            # Of the same length each time, as the path is in what tests print.
            folder = os.path.join(scratch, str(next(attempt)))
            os.mkdir(folder)
            return folder

        plain = run(options, fresh(), None)
        folder = fresh()
        probed = run(options, folder, files)
        lines, events, silent = counted(folder, files if options.format == "counts" else [])
        differ = differences(plain, probed)
        flaky = []
        if differ:
            # Does a test always end so? What does not is no difference, but it is told.
            again = differences(plain, run(options, fresh(), None))
            differ_again = differences(plain, run(options, fresh(), files))
            flaky = [test for test in differ if test in again or test not in differ_again]
            differ = [test for test in differ if test not in flaky]
            if "(run)" in differ and ended(plain) and ended(probed) and len(differ) > 1:
                differ.remove("(run)")  # it says that a test failed
            elif "(run)" in differ and not ended(probed):
                # The last test that began stopped them all.
                differ = [test for test in differ if probed.outcomes.get(test) is not None]
    tests = len(plain.outcomes) - 1
    with _printing:
        seconds = f"{plain.seconds:.1f}/{probed.seconds:.1f}"
        print(f"{name:<20} {python.version:<8} {tests:>6} {tests - len(differ) - len(flaky):>6} {len(differ):>6} "
              f"{len(flaky):>6} {lines:>7} {events:>12} {seconds:>8}")
        unexplained = 0
        for test in flaky:
            print(f"    flaky: {test}: {plain.outcomes.get(test)} / {probed.outcomes.get(test)}")
        for test in differ:
            reason = explained.reason(python.version, name, test)
            unexplained += reason is None
            print(f"    {test}: {plain.outcomes.get(test)}, with probes {probed.outcomes.get(test)}"
                  + (f" (explained: {reason})" if reason else ""))
            text = probed.texts.get(test, probed.output if test == "(run)" else "").strip().split("\n")
            if reason is None:
                print("        " + text[-1][:200])
        if "ok" not in plain.outcomes.values() and explained.reason(python.version, name, "(tests)") is None:
            unexplained += 1
            print("    (tests): none passes untouched, so nothing is compared")
            print("        " + plain.output.strip().rpartition("\n")[2][:200])
        if not lines and options.format == "counts" and ended(probed):
            print("    no file had probes: frozen, or loaded before anybody can give it some")
        for path in silent:
            unexplained += 1
            print(f"    (probes): {path} was loaded without them")
        sys.stdout.flush()
    if options.keep and differ:
        os.makedirs(options.keep, exist_ok=True)
        for kind, done in (("plain", plain), ("probed", probed)):
            with open(os.path.join(options.keep, f"{name.replace('/', '.')}-{python.version}-{kind}"), "w",
                      encoding="utf-8", errors="backslashreplace") as file:
                file.write(done.output + "\n")
                for test in differ:
                    file.write(f"\n==== {test}\n{done.texts.get(test, '')}")
    return tests, unexplained


def ended(run):
    """Whether it came to its end: all passed, or a test failed."""
    return run.outcomes["(run)"] in ("exit status 0", "exit status 1", "exit status 5")


def differences(one, other):
    """The tests that ended differently."""
    names = list(one.outcomes) + [name for name in other.outcomes if name not in one.outcomes]
    return [name for name in names if one.outcomes.get(name) != other.outcomes.get(name)]


if __name__ == "__main__":
    sys.exit(main())
