"""coverage.py with `sys.monitoring`, of CPython 3.12 and later."""
import json
import os
import sys

if sys.version_info < (3, 12):
    raise ImportError("CPython before 3.12 has no sys.monitoring")
os.environ["COVERAGE_CORE"] = "sysmon"
import coverage


def install(module, argument):
    asked = json.loads(argument)
    found = coverage.Coverage(data_file=None, config_file=False, include=[asked["file"]])
    return found.start, found.stop, (lambda: None)
