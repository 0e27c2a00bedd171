#!/bin/sh
# Each change of two variables, by the line that made it.
cd "$(dirname "$0")" || exit
exec instr run --watch quote --watch tag remove_html_markup.py '<b title="bar">"foo"</b>'
