#!/bin/sh
# The same in the way of the chapter.
cd "$(dirname "$0")" || exit
exec instr run --watch "c == '/'" --style chapter remove_html_markup.py '<b>foo</b>bar'
