#!/bin/sh
# The lines that run while `c` is a "z".
cd "$(dirname "$0")" || exit
exec instr run --when 'c == "z"' remove_html_markup.py xyz
