# run: --lines | 2 | -p | pkg.cycle_a:4 | -p | pkg/cycle_b.py:all | -p | unused.py:1
# program: -m | pkg
# args: x
"""A package with a cycle; the case itself is not run."""
