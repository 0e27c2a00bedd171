# run: --lines | all
# only: 3.13
"""An inlined comprehension over several lines comes back to its first line before its first turn and behind its last."""
def f(parts):
    text = "".join([part
                    for part in parts])
    return text


f(["a", "b"])
