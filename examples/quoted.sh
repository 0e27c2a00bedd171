#!/bin/sh
# The lines that run within quotes.
cd "$(dirname "$0")" || exit
exec instr run --when quote remove_html_markup.py '<b title="bar">"foo"</b>'
