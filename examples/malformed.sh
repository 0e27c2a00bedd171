#!/bin/sh
# Half a condition: what is wrong is said before anything runs.
cd "$(dirname "$0")" || exit
exec instr run --when '2 +' remove_html_markup.py xyz
