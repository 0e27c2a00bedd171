"""Text of the program, made safe to print: on one line, and without characters that move the cursor or turn the text around."""

from __future__ import annotations

from builtins import int, len, ord, str

# The longest name of a class or a field.
NAME = 100


def escape(text: str) -> str:
    """Characters that `repr` would escape, escaped: control, bidi and line-separating ones, and lone surrogates."""
    if text.isprintable():
        return text
    return "".join([char if char.isprintable() else _escaped(char) for char in text])


def _escaped(char: str) -> str:
    return _SHORT.get(char) or _by_number(ord(char))


def _by_number(number: int) -> str:
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str) -> str:
    """An exact str of the same characters: a subclass has methods of its own."""
    return "".join((text,))


def clip(text: str, room: int) -> str:
    """The head and the tail of a text that is longer than `room`."""
    if len(text) <= room:
        return text
    head = room * 2 // 3
    return text[:head] + "…" + text[len(text) - (room - head - 1) :]


def name(text: str) -> str:
    """The name of a class, a function or a field."""
    text = plain(text)
    return clip(escape(text[: NAME + 1]), NAME)
