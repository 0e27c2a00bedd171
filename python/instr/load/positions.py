"""Moves the positions of a rewritten tree back to those of the source.

A unit's map is in lines and columns (bytes of UTF-8, as in trees), lines from 1:

    "shifts":    [[first line of the text, by how much its lines are further down], …]
    "segments":  {line of the text: [[column, column in the source, 1 if inserted else 0], …]}

A line without segments is one of the source as it was.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Tuple

    Segments = Dict[int, List[Tuple[int, int, int]]]



class Map:
    """Places of the text to places of the source."""

    def __init__(self, shifts: List[Tuple[int, int]], segments: Segments) -> None:
        self.shifts = shifts
        self.segments = segments
        # Above it nothing has moved.
        self.first = min([line for line, shift in shifts] + list(segments), default=sys.maxsize)

    def line(self, line: int) -> int:
        """The line of the source."""
        low, high = 0, len(self.shifts)
        while low < high:
            middle = (low + high) // 2
            if self.shifts[middle][0] <= line:
                low = middle + 1
            else:
                high = middle
        return line - self.shifts[low - 1][1] if low else line

    def place(self, line: int, column: int) -> Tuple[int, int, bool]:
        """Line and column in the source, and whether what begins there was inserted."""
        found = self.segments.get(line)
        if found is None:
            return self.line(line), column, False
        begin, source, inserted = found[0]
        for segment in found:
            if segment[0] > column:
                break
            begin, source, inserted = segment
        return self.line(line), source if inserted else source + column - begin, bool(inserted)

    def is_inserted(self, node: Any) -> bool:
        """Whether the text of a node is none of the source: from its beginning, where what is inserted into one of the source
        may stand, too, to its end, with nothing between."""
        if type(node).__name__ == "match_case":
            node = node.pattern
        if node.end_lineno < self.first:
            return False
        begin = self.place(node.lineno, node.col_offset)
        return begin[2] and self.place(node.end_lineno, node.end_col_offset - 1) == begin

    def end(self, line: int, column: int) -> Tuple[int, int]:
        """As `place`, for the end of what ends there."""
        if column == 0:
            return self.place(line, 0)[:2]
        number, at, inserted = self.place(line, column - 1)
        return number, at if inserted else at + 1


def move_back(tree: Any, map: Map, ours: Callable[[Any], int]) -> None:
    """Moves all nodes of `tree`. `ours` sees each before that, and may give it other children; of a statement that was
    inserted it tells the line that it belongs to, of all others 0.

    What was inserted has that line, without columns: whoever watches lines sees none that the program does not run just
    there. (Code without any line would be better still, but CPython 3.13 and later copy it to wrong places.)
    """
    first = map.first
    rest = [(tree, 0)]
    while rest:
        node, own = rest.pop()
        found = ours(node)
        own = own or found
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                for child in value:
                    if hasattr(child, "_fields"):
                        rest.append((child, own))
            elif hasattr(value, "_fields"):
                rest.append((value, own))
        line = getattr(node, "lineno", None)
        if line is None:
            continue
        if own:
            node.lineno = node.end_lineno = own
            node.col_offset = node.end_col_offset = -1
            continue
        end_line = node.end_lineno
        if end_line is None:
            end_line = line
        if end_line < first:
            continue
        number, column, inserted = map.place(line, node.col_offset)
        end_number, end_column = number, column
        if node.end_col_offset is not None:
            end_number, end_column = map.end(end_line, node.end_col_offset)
        node.lineno = number
        node.col_offset = column
        node.end_lineno = end_number
        node.end_col_offset = end_column
