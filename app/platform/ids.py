"""Identifiers and secrets: every random value in the program is made here."""

import base64
import hashlib
import secrets
import string
import uuid

_LETTERS_AND_DIGITS = (string.ascii_letters + string.digits).encode()
_MANY = 256 // len(_LETTERS_AND_DIGITS)
# What each value of a byte stands for, so that each sign is as likely; a few for none.
_SIGNS = (_LETTERS_AND_DIGITS * _MANY).ljust(256)
_NONE = bytes(range(_MANY * len(_LETTERS_AND_DIGITS), 256))
# As many as divide the values of a byte evenly, so that each is as likely.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_LETTERS = 32
TOKEN_SIGNS = 32


def short_id(length: int = 8) -> str:
    """Return a random id of lower-case letters and digits, easy to read aloud."""
    return "".join(_ALPHABET[byte % _LETTERS] for byte in secrets.token_bytes(length))


def derived_id(*parts: str, length: int = 8) -> str:
    """Return the same id for the same parts, on every installation."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:length]


def secret_token() -> str:
    """Return 190 random bits as 32 letters and digits, for an address or a cookie.

    No other signs: a line is broken after a hyphen, and who copies the address out of
    a PDF loses it.
    """
    signs = b""
    while len(signs) < TOKEN_SIGNS:
        signs += secrets.token_bytes(48).translate(_SIGNS, _NONE)
    return signs[:TOKEN_SIGNS].decode()


def random_urn() -> str:
    """Return a random name that names nobody (RFC 9562, version 4)."""
    return uuid.uuid4().urn


def random_below(limit: int) -> int:
    """Return a random number from 0 to below a limit."""
    return secrets.randbelow(limit)


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
