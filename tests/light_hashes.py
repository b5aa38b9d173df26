"""Passphrases hashed with little work, for tests that ask about something else.

A hash is slow on purpose: a sign-in with one takes as long as twenty pages. What it
costs is asked in tests/accounts/test_passphrases.py, with the real ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts import passphrases

LIGHT = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
REAL = passphrases._hasher, passphrases._NOBODY


@contextmanager
def light_hashes() -> Iterator[None]:
    """Let this process hash with little work, and check unknown names with as little.

    Whatever was hashed before, with more work, is still known.
    """
    hasher = PasswordHash((LIGHT,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "_hasher", hasher)
        patch.setattr(passphrases, "_NOBODY", hasher.hash("whose it is nobody knows"))
        yield


@contextmanager
def real_hashes() -> Iterator[None]:
    """Let this process hash as a server does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, kept in zip(("_hasher", "_NOBODY"), REAL, strict=True):
            patch.setattr(passphrases, name, kept)
        yield
