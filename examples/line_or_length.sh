#!/bin/sh
# One line, and all lines once the output is long enough.
cd "$(dirname "$0")" || exit
exec instr run --when 'line == 223 or len(out) >= 6' remove_html_markup.py '<b>foo</b>bar'
