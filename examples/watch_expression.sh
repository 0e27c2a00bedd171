#!/bin/sh
# Where the truth of an expression changes.
cd "$(dirname "$0")" || exit
exec instr run --watch "c == '/'" remove_html_markup.py '<b>foo</b>bar'
