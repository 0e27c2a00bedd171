#!/bin/sh
# Where the function changes: calls, and what they return.
cd "$(dirname "$0")" || exit
exec instr run --calls remove_html_markup.py xyz
