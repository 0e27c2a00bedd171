#!/bin/sh
# One line of one function, behind a long loop that costs what it costs without a tracer.
cd "$(dirname "$0")" || exit
exec instr run -p remove_html_markup.py:all --when "function == 'remove_html_markup' and line == 239" some_extreme_function.py
