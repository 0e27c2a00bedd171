"""Runs some of CPython's own tests and prints how each ended: nothing that depends on time, addresses or the process.

    python3 driver.py test.test_textwrap test.test_shlex '!*.BenchmarkTest.*' =20

Names are those of unittest; `!` leaves out the tests whose ids match a pattern, `=` runs so many of the others.
"""

import fnmatch
import gc
import os
import random
import sys
import tempfile
import time
import unittest


class Result(unittest.TestResult):
    def say(self, test, outcome, error=None):
        kind = " " + error[0].__name__ if error else ""
        print(test.id().split(" at 0x")[0], outcome + kind, flush=True)

    def startTest(self, test):
        super().startTest(test)
        random.seed(0)

    def addSuccess(self, test):
        self.say(test, "ok")

    def addError(self, test, error):
        self.say(test, "ERROR", error)

    def addFailure(self, test, error):
        self.say(test, "FAIL", error)

    def addSkip(self, test, reason):
        self.say(test, "skipped")

    def addExpectedFailure(self, test, error):
        self.say(test, "expected failure", error)

    def addUnexpectedSuccess(self, test):
        self.say(test, "unexpected success")

    def addSubTest(self, test, subtest, error):
        if error:
            self.say(test, "FAIL in a subtest", error)


def without_process():
    """Names of temporary files that are the same in each process."""
    names = tempfile._get_candidate_names()
    names._rng, names._rng_pid = random.Random(0), os.getpid()
    try:
        from test.support import os_helper
    except ImportError:  # up to 3.9
        from test import support as os_helper
    for name, value in list(vars(os_helper).items()):
        if name.startswith("TESTFN") and isinstance(value, str):
            setattr(os_helper, name, value.replace(str(os.getpid()), "1"))


def without_clock():
    """The time of day stands still."""
    now, gmtime, localtime = 1700000000.0, time.gmtime, time.localtime
    time.time = lambda: now
    time.gmtime = lambda seconds=None: gmtime(now if seconds is None else seconds)
    time.localtime = lambda seconds=None: localtime(now if seconds is None else seconds)


def tests_of(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_of(test)
        else:
            yield test


def main():
    names = [name for name in sys.argv[1:] if name[0] not in "!="]
    left_out = [name[1:] for name in sys.argv[1:] if name[0] == "!"]
    at_most = [int(name[1:]) for name in sys.argv[1:] if name[0] == "="]
    del sys.argv[1:]
    without_process()
    without_clock()
    # When it runs depends on how much is allocated, which no two engines share.
    gc.disable()
    found = tests_of(unittest.defaultTestLoader.loadTestsFromNames(names))
    chosen = [t for t in found if not any(fnmatch.fnmatchcase(t.id(), pattern) for pattern in left_out)]
    step = -(-len(chosen) // at_most[0]) if at_most and chosen else 1
    unittest.TestSuite(chosen[::step]).run(Result())


if __name__ == "__main__":
    main()
