"""Keeps a server's memory low: few heaps, and no look at what never dies."""

import contextlib
import ctypes
import gc

# From malloc.h; glibc gives each of up to 8 threads per core a heap of its own,
# and what is freed in one is not used by another.
M_ARENA_MAX = -8
ARENAS = 2
# A page makes a thousand things that hold others, and they go with it. After so many
# there is a look for garbage; Python's own 700 is one or two for each page.
THINGS_BETWEEN_LOOKS = 5_000


def keep_memory_low() -> None:
    """Call once, when the program has been read in and before threads start."""
    with contextlib.suppress(OSError, AttributeError):
        # Other C libraries have no such call, and need none.
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
    gc.freeze()
    gc.set_threshold(THINGS_BETWEEN_LOOKS, *gc.get_threshold()[1:])
    gc.enable()


def look_no_more_at_what_is_there() -> None:
    """Leave what was read in for good out of the search for garbage, in a server.

    That search takes a third of a second over the things of 2,000 packs, in the middle
    of somebody's request. What is counted out is freed all the same.
    """
    if gc.get_freeze_count():
        gc.collect(1)
        gc.freeze()
