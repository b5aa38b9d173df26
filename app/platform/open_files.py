"""Lets a server hold as many sockets as the system lets it."""

import contextlib


def allow_many_open_files() -> None:
    """Raise this process's own limit to what it may raise it to.

    The usual one, 1,024, is for programs that use `select`; each socket is a file.
    """
    # Windows has no such limits.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - as above

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
