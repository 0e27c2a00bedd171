#!/bin/sh
# The lines of a function from one line on.
cd "$(dirname "$0")" || exit
exec instr run --when "function == 'remove_html_markup' and line >= 237" remove_html_markup.py xyz
