# run: --lines | 3 | -p | beside:2
# program: app
# args: x
"""A folder with a `__main__`; the case itself is not run."""
