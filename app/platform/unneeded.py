"""Modules that libraries read in for what a server never does."""

import sys

# The log would read in rich for colours that nobody sees, uvicorn what watches files
# for who writes them, and FastAPI what Pydantic was, which nothing here is.
NAMES = ("rich", "pydantic.v1", "watchfiles")


def hide_unneeded() -> None:
    """Let nobody read them in; before the first of the libraries is."""
    for name in NAMES:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # how Python says no
