#!/bin/sh
# The same in the way of the chapter: the line that runs next, with all variables that changed.
cd "$(dirname "$0")" || exit
exec instr run --watch quote --watch tag --style chapter remove_html_markup.py '<b title="bar">"foo"</b>'
