"""Patterns with `*`, `?` and `[abc]`, as the command line takes them. Not by `fnmatch`: that is the program's to import."""

from __future__ import annotations

from builtins import bool, int, len, str


def fits(pattern: str, text: str) -> bool:
    """Whether a pattern matches all of a text."""
    at, star, resume = 0, -1, 0
    position = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, position
            at += 1
            continue
        width = _matches_one(pattern, at, text[position]) if at < len(pattern) else 0
        if width:
            at += width
            position += 1
        elif star >= 0:
            # The last star takes one character more.
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return pattern[at:].strip("*") == ""


def _matches_one(pattern: str, at: int, char: str) -> int:
    """How much of the pattern stands for this character; 0 if it does not match."""
    sign = pattern[at]
    if sign == "[":
        end = pattern.find("]", at + 2)
        if end > 0:
            inside = pattern[at + 1 : end]
            is_not = inside[0] in "!^"
            return end + 1 - at if _is_in(inside[1:] if is_not else inside, char) != is_not else 0
    return 1 if sign == "?" or sign == char else 0


def _is_in(inside: str, char: str) -> bool:
    at = 0
    while at < len(inside):
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            if inside[at] <= char <= inside[at + 2]:
                return True
            at += 3
        else:
            if inside[at] == char:
                return True
            at += 1
    return False
