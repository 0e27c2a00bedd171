#!/bin/sh
# Two lines, by a condition.
cd "$(dirname "$0")" || exit
exec instr run --when 'line == 228 or line == 239' remove_html_markup.py xyz
