"""The tests of a module of the standard library, `textwrap`, as unittest runs them."""

import io
import unittest

from test import test_textwrap


def loader():
    return unittest.TestLoader()  # cold


def run():
    tests = loader().loadTestsFromModule(test_textwrap)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(tests)
    return result.testsRun > 50, len(result.failures) + len(result.errors)
