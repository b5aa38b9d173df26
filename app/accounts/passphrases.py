"""Passphrases: which ones are accepted, and how they are kept and checked.

There are no rules on kinds of characters. A passphrase is long, and is not made of
what everybody tries first: common words, runs on the keyboard, repetition, and the
account's own name.
"""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.common_passphrases import is_common
from app.platform.errors import Invalid, TooManyRequests
from app.platform.i18n import N_

MIN_PASSPHRASE_CHARACTERS = 15
MAX_PASSPHRASE_CHARACTERS = 256
# Two hashes at a time keep a small server's memory and cores for readers; a few may
# wait; the rest are told to come back, so that sign-ins never block every thread.
HASHES_AT_ONCE = 2
WAITING_AT_MOST = 8

_argon2id = Argon2Hasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_hasher = PasswordHash((_argon2id,))
_working = threading.BoundedSemaphore(HASHES_AT_ONCE)
_places = threading.BoundedSemaphore(WAITING_AT_MOST)


class PassphraseRefused(Invalid):
    """This cannot be a passphrase here."""


def check_passphrase(passphrase: str, *, name: str) -> None:
    """Raise PassphraseRefused, with the reason, for one that is easy to guess."""
    length = len(_normal(passphrase))
    if length < MIN_PASSPHRASE_CHARACTERS:
        raise PassphraseRefused(
            N_("Use at least %(least)s characters. A few words in a row are easy."),
            least=MIN_PASSPHRASE_CHARACTERS,
        )
    if len(passphrase) > MAX_PASSPHRASE_CHARACTERS:
        raise PassphraseRefused(
            N_("Use at most %(most)s characters."), most=MAX_PASSPHRASE_CHARACTERS
        )
    if is_common(passphrase, name=name):
        raise PassphraseRefused(
            N_(
                "Too many people use this, or it repeats your name. "
                "Add words that are only yours."
            )
        )


def hash_passphrase(passphrase: str) -> str:
    """Return the argon2id hash to keep. Slow on purpose: never in a transaction."""
    with _turn():
        return _hasher.hash(_normal(passphrase))


def verify_passphrase(passphrase: str, kept: str | None) -> bool:
    """Tell whether this is the passphrase; the same work when none is kept."""
    if len(passphrase) > MAX_PASSPHRASE_CHARACTERS:
        passphrase, kept = "", None
    with _turn():
        try:
            return _hasher.verify(_normal(passphrase), kept or _NOBODY) and bool(kept)
        except UnknownHashError:
            return False


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise TooManyRequests(
            N_("Many people are signing in just now. Try again in a few seconds."),
            retry_after=5,
        )
    try:
        with _working:
            yield
    finally:
        _places.release()


def _normal(text: str) -> str:
    # The same passphrase typed on another system can arrive in another form.
    return unicodedata.normalize("NFKC", text)


# Checked for names that nobody has, so that they take as long as others. Whatever it
# is the hash of was thrown away.
_NOBODY = (
    "$argon2id$v=19$m=32768,t=3,p=1"
    "$WVbxbgzHOXExb4oENdoJGQ$YwjobRHhlrRLjkhhjHH8haat7qfz+dz6GgxPOJwuY30"
)
