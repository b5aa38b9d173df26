"""Counting different people without keeping who they are.

Each wanted thing has a random salt. A visitor's network, hashed with that salt and a
secret of the server, chooses one of 63 bits. Who asks again sets the same bit, so the
bits that are set are never more than the people who asked. A bit is shared by every
63rd network of the world, and after `WINDOW` salt and bits are thrown away: then
nobody, who runs this server included, can tell which bit somebody would have set.
"""

import hashlib
import hmac
from datetime import timedelta

BITS = 63
WINDOW = timedelta(days=30)


def mark_of(visitor: str, *, salt: str, secret: str) -> int:
    """Return the bit of a visitor under a salt, as a number with that bit set."""
    message = f"wishes\x1f{salt}\x1f{visitor}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return int(1 << int.from_bytes(digest[:8]) % BITS)


def count(marks: int) -> int:
    """Return how many different people these marks show, at least."""
    return marks.bit_count()
