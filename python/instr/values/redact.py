"""What is not to be seen: values by the names they have, and secrets inside of texts.

A DSN or a connection string is a text like any other: the password in it is hidden, the host is shown.
"""

from __future__ import annotations

from builtins import bool, bytes, enumerate, frozenset, len, object, repr, slice, str, tuple, type

from . import peek
from .escape import plain
from .globs import fits
from .scrub import scrub
from .secrets import SECRETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, List, Tuple

__all__ = ["HIDDEN", "SECRETS", "Redactor"]

HIDDEN = "<redacted>"
# Names that are remembered as secret or not.
_NAMES = 4096
# Values that were redacted lately are hidden in texts, too: so many, so long.
_VALUES = 64
_SHORTEST, _LONGEST = 4, 4096
# Words that a value of such a name often is, and that are no secret.
_COMMON = frozenset(("none", "null", "true", "false", "password", "secret", "token", "bearer", "basic"))


class Redactor:
    """Decides by patterns what is secret, and knows the secrets that it has met."""

    __slots__ = ("patterns", "_tests", "_names", "_values", "_met")

    def __init__(self, patterns: Iterable[str] = SECRETS) -> None:
        # Those that decide come first.
        self.patterns: Tuple[str, ...] = tuple([pattern.lower() for pattern in patterns])[::-1]
        self._tests = tuple([_test(pattern) for pattern in self.patterns])
        self._names: Dict[str, bool] = {}
        # Replaced, never changed: another thread may be going over it.
        self._values: Tuple[str, ...] = ()
        self._met: Tuple[str, ...] = ()

    def is_secret(self, name: str) -> bool:
        """Whether what has this name is not to be shown: a variable, a field, a key, a function."""
        known = self._names.get(name)
        if known is None:
            known = self._decide(name)
            if len(self._names) >= _NAMES:
                self._names.clear()
            self._names[name] = known
        return known

    def _decide(self, name: str) -> bool:
        if len(name) > 200:
            # No name, but a text that is used as a key.
            return False
        first, second = words(name), name.lower()
        for form, core, is_secret in self._tests:
            if form == _WITHIN:
                found = core in first or core in second
            elif form == _END:
                found = first.endswith(core) or second.endswith(core)
            elif form == _WHOLE:
                found = first == core or second == core
            elif form == _START:
                found = first.startswith(core) or second.startswith(core)
            else:
                found = fits(core, first) or fits(core, second)
            if found:
                return is_secret
        return False

    def is_secret_key(self, key: object) -> bool:
        """Whether a dict's key, or the first of a pair, is a secret's name."""
        kind = type(key)
        if kind is str:
            return self.is_secret(key)  # type: ignore[arg-type]
        if kind is bytes:
            return len(key) <= 200 and self.is_secret(key.decode("latin-1"))  # type: ignore
        return False

    def remember(self, value: object) -> None:
        """From now on this value is hidden in any text."""
        text = _text_of(value)
        if len(text) < _SHORTEST or text.lower() in _COMMON or text in self._met:
            return
        self._met = (text, *self._met[: _VALUES - 1])
        found: List[str] = []
        for text in self._met:
            found.append(text)
            # As it stands in the repr of something.
            escaped = repr(text)[1:-1]
            if escaped != text:
                found.append(escaped)
        # Long ones first: a short one may be a part of them.
        found.sort(key=len, reverse=True)
        self._values = tuple(found)

    def scrub(self, text: str) -> str:
        """A text without the secrets that can be seen in it."""
        for value in self._values:
            if value in text:
                text = text.replace(value, HIDDEN)
        return scrub(text, self.is_secret)


# What is asked of a name in place of going over it: most patterns are of these forms.
_WHOLE, _START, _END, _WITHIN, _GLOB = 0, 1, 2, 3, 4


def _test(pattern: str) -> Tuple[int, str, bool]:
    """The form of a pattern, what is compared, and whether what fits it is a secret."""
    is_secret = pattern[:1] != "!"
    glob = pattern if is_secret else pattern[1:]
    core = glob.strip("*")
    if "*" in core or "?" in core or "[" in core:
        return _GLOB, glob, is_secret
    begins, ends = glob[:1] == "*", glob[-1:] == "*"
    form = (_WITHIN if ends else _END) if begins else _START if ends else _WHOLE
    return form, core, is_secret


def _text_of(value: Any) -> str:
    """The secret's own characters, of a str or bytes; of others none."""
    kind = type(value)
    if kind is str:
        text: str = value[:_LONGEST]
        return text
    if kind is bytes:
        return value[:_LONGEST].decode("latin-1")  # type: ignore[no-any-return]
    return plain(str.__getitem__(value, slice(_LONGEST))) if peek.is_a(kind, str) else ""


def words(name: str) -> str:
    """`X-Api-Key`, `apiKey`, `API key`: their words in small letters, joined by `_`."""
    found: List[str] = []
    before = ""
    for at, char in enumerate(name):
        if not (char.isalnum() or char == "_"):
            char = "_"
        elif char.isupper():
            follows = name[at + 1 : at + 2]
            if before.islower() or before.isdigit() or before.isupper() and follows.islower():
                found.append("_")
        before = char
        found.append(char.lower())
    joined = "".join(found)
    while "__" in joined:
        joined = joined.replace("__", "_")
    return joined.strip("_")
