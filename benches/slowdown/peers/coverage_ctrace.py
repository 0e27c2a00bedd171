"""coverage.py with its tracer in C."""
import json
import os

os.environ["COVERAGE_CORE"] = "ctrace"
import coverage


def install(module, argument):
    asked = json.loads(argument)
    found = coverage.Coverage(data_file=None, config_file=False, include=[asked["file"]])
    return found.start, found.stop, (lambda: None)
