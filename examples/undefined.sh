#!/bin/sh
# A variable that there is not: a name without a value is false.
cd "$(dirname "$0")" || exit
exec instr run --when undefined_variable remove_html_markup.py xyz
