"""With a guard that is never true, written by hand: the chapter's function, called N times: `guarded.py N`. Prints the seconds of CPU time that took, and a result."""

import sys
import time


def remove_html_markup(s):
    tag   = False
    quote = False
    out   = ""

    for c in s:
        if len(out) >= 6 and c == '#': print(c)
        assert tag or not quote

        if c == '<' and not quote:
            tag = True
        elif c == '>' and not quote:
            tag = False
        elif (c == '"' or c == "'") and tag:
            quote = not quote
        elif not tag:
            out = out + c

    return out


def cold():
    return 0


def main(n):
    results = set()
    begin = time.process_time()
    for _ in range(n):
        results.add(remove_html_markup('<b title="bar">"foo"</b>'))
    seconds = time.process_time() - begin
    print(seconds, results)


cold()
main(int(sys.argv[1]))
