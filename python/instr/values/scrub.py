"""Hides secrets inside of a text. By hand and not by `re`: that module is the program's to import.

    Authorization: Basic dXNlcjpwdw==     Authorization: <redacted>
    curl -H "x: Bearer abc"               curl -H "x: Bearer <redacted>"
    postgres://bob:hunter2@host/db        postgres://bob:<redacted>@host/db
    User(name='bob', password='hunter2')  User(name='bob', password=<redacted>)
    /login?token=abc&next=/               /login?token=<redacted>&next=/
"""

from __future__ import annotations

from builtins import bool, int, len, str

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, List, Tuple

    IsSecret = Callable[[str], bool]

HIDDEN = "<redacted>"
_SCHEMES = ("Bearer ", "bearer ", "BEARER ")
# What an opaque token consists of, besides letters and digits.
_TOKEN = "-._~+/=%"
_SPACES = " \t\r\n\f\v"
_QUOTES = "'\"`"
# Where a value without quotes ends.
_ENDS = _SPACES + _QUOTES + "&;,)]}<>|"
# Names whose value is all of the rest of the line.
_LINES = ("authorization", "cookie", "auth-header")
# Before these a colon is no user's.
_NO_USERS = ("mailto", "sip", "sips", "xmpp", "acct", "http", "https")
_NAME = 64
# What is around an address.
_AROUND = _SPACES + _QUOTES + "<>(){}[]"


def scrub(text: str, is_secret: IsSecret) -> str:
    """The text, with `<redacted>` in place of its secrets."""
    if "PRIVATE KEY-----" in text:
        text = _without_keys(text)
    if ":" in text or "=" in text:
        text = _without_named(text, is_secret)
        if "@" in text and ":" in text:
            text = _without_logins(text)
    for scheme in _SCHEMES:
        if scheme in text:
            text = _without_tokens(text, scheme)
    if "Basic " in text:
        text = _without_tokens(text, "Basic ", True)
    return text


def _without_keys(text: str) -> str:
    """PEM blocks of private keys; one may lack its head or its tail, where the text was cut."""
    marker = "PRIVATE KEY-----"
    parts: List[str] = []
    at = 0
    while True:
        found = text.find(marker, at)
        if found < 0:
            return "".join(parts) + text[at:]
        end = found + len(marker)
        head = text.rfind("-----", at, found)
        if head >= 0 and text.startswith("-----END", head):
            parts = [HIDDEN]
        else:
            parts += (text[at : head if head >= 0 else found], HIDDEN)
            tail = text.find(marker, end)
            end = len(text) if tail < 0 else tail + len(marker)
        at = end


def _without_named(text: str, is_secret: IsSecret) -> str:
    """`password=hunter2`, `'password': 'hunter2'`, `Authorization: Bearer abc`."""
    parts: List[str] = []
    done = at = 0
    while True:
        at = _nearest(text, at)
        if at < 0:
            break
        name = _name_before(text, done, at)
        if name and is_secret(name):
            start, end = _value_after(text, at, name)
            if end > start and not text.startswith(HIDDEN, start):
                parts += (text[done:start], HIDDEN)
                done = at = end
                continue
        at += 1
    return "".join(parts) + text[done:] if parts else text


def _nearest(text: str, at: int) -> int:
    equals, colon = text.find("=", at), text.find(":", at)
    if equals < 0 or colon < 0:
        return equals if colon < 0 else colon
    return equals if equals < colon else colon


def _name_before(text: str, first: int, at: int) -> str:
    """The name in front of a `=` or `:`, perhaps in quotes."""
    end = at
    while end > first and text[end - 1] in " \t":
        end -= 1
    if end > first and text[end - 1] in _QUOTES:
        end -= 1
        # As it stands in the repr of a text.
        if end > first and text[end - 1] == "\\":
            end -= 1
    start = end
    while start > first and end - start < _NAME and (text[start - 1].isalnum() or text[start - 1] in "_-"):
        start -= 1
    return text[start:end]


def _value_after(text: str, at: int, name: str) -> Tuple[int, int]:
    """Where the value behind a `=` or `:` begins and ends."""
    start = at + 1
    # `:=`, `=>`, `==`
    while start < len(text) and text[start] in "=>":
        start += 1
    while start < len(text) and text[start] in " \t":
        start += 1
    prefix = start
    # `b'…'`, `u'…'`
    if text[start : start + 1] in ("b", "u", "r") and text[start + 1 : start + 2] in ("'", '"'):
        prefix += 1
    quote = text[prefix : prefix + 1]
    if quote == "\\" and text[prefix + 1 : prefix + 2] in ("'", '"'):
        # JSON in the repr of a text.
        end = text.find(text[prefix : prefix + 2], prefix + 2)
        return start, len(text) if end < 0 else end + 2
    if quote and quote in _QUOTES:
        return start, _closing(text, prefix, quote)
    if quote and quote in "([{":
        return start, _balanced(text, prefix)
    low = name.lower().replace("_", "-")
    if text[at] == ":" and (low.endswith(_LINES) or low.endswith("cookies")):
        end = start
        while end < len(text) and text[end] not in "\r\n'\"":
            end += 1
        return start, end
    end = start
    while end < len(text) and text[end] not in _ENDS:
        end += 1
    # `token=Bearer abc`
    if text[start:end].lower() in ("bearer", "basic", "token", "digest") and text[end : end + 1] == " ":
        end += 1
        while end < len(text) and text[end] not in _ENDS:
            end += 1
    return start, end


def _closing(text: str, at: int, quote: str) -> int:
    at += 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == quote:
            return at + 1
        at += 1
    return len(text)


def _balanced(text: str, at: int) -> int:
    """The end of `[…]`, where a secret has several values."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char in "'\"":
            at = _closing(text, at, char)
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return len(text)


def _without_logins(text: str) -> str:
    """The password of `scheme://user:password@host`, and of `user:password@host`."""
    at = 0
    while True:
        at = text.find("@", at)
        if at < 0:
            return text
        start = end = at
        while start and text[start - 1] not in _AROUND:
            start -= 1
        # A password may have an `@`: what stands before the last one is hidden.
        while end < len(text) and text[end] not in _AROUND:
            end += 1
        at = text.rfind("@", at, end)
        colon = _password_at(text[start:at])
        if colon >= 0:
            colon += start
            if not text.startswith(HIDDEN, colon):
                text = text[:colon] + HIDDEN + text[at:]
                at = colon + len(HIDDEN)
        at += 1


def _password_at(login: str) -> int:
    """Where the password begins in what stands before an `@`; -1 if there is none."""
    after = login.find("://")
    first = after + 3 if after >= 0 else 0
    colon = login.find(":", first)
    if colon < 0 or colon + 1 == len(login):
        return -1
    user, password = login[first:colon], login[colon + 1 :]
    if "/" in user or "?" in user:
        return -1
    if after < 0:
        # Not an address of mail, and not `12:30@…`.
        is_user = user != "" and user.lower() not in _NO_USERS and not user.isdigit()
        return colon + 1 if is_user and "/" not in password and ":" not in password else -1
    # `host:80/path@…`
    return -1 if password.partition("/")[0].isdigit() and "/" in password else colon + 1


def _without_tokens(text: str, scheme: str, is_basic: bool = False) -> str:
    """`Bearer abc`"""
    parts: List[str] = []
    at = 0
    while True:
        found = text.find(scheme, at)
        if found < 0:
            return "".join(parts) + text[at:]
        start = found + len(scheme)
        end = start
        while end < len(text) and (text[end].isalnum() or text[end] in _TOKEN):
            end += 1
        is_word = found > 0 and text[found - 1].isalnum()
        if end == start or is_word or is_basic and not _is_base64(text[start:end]):
            parts.append(text[at:end])
        else:
            parts += (text[at:start], HIDDEN)
        at = end


def _is_base64(text: str) -> bool:
    """Not the next word of a sentence that has the word Basic."""
    if len(text) < 6 or len(text) % 4:
        return False
    return text.endswith("=") or text.lower() != text and text[1:].lower() != text[1:]
