"""With two lines logged by hand, in full and buffered: the chapter's function, called N times: `logged.py N FILE`. Prints the seconds of CPU time that took, and a result."""

import sys
import time


def remove_html_markup(s):
    tag   = False
    quote = False
    out   = ""

    for c in s:
        log(f"s = {s!r}, tag = {tag!r}, quote = {quote!r}, out = {out!r}, c = {c!r}\n16         assert tag or not quote\n")
        assert tag or not quote

        if c == '<' and not quote:
            tag = True
        elif c == '>' and not quote:
            tag = False
        elif (c == '"' or c == "'") and tag:
            quote = not quote
        elif not tag:
            out = out + c

    log(f"out = {out!r}\n27     return out\n")
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


log = open(sys.argv[2], "w").write
cold()
main(int(sys.argv[1]))
