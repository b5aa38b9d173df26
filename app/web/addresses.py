"""Addresses that a browser, or whoever says to be one, sends in headers."""

from urllib.parse import SplitResult, urlsplit

_NO_ADDRESS = SplitResult("", "", "", "", "")


def parts_of(address: str) -> SplitResult:
    """Return the parts of an address; empty ones where it is none, as `http://[`."""
    try:
        return urlsplit(address)
    except ValueError:
        return _NO_ADDRESS
