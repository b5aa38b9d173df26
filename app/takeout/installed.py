"""What an installation may have for copies, and may lack."""

from functools import cache
from importlib.util import find_spec


@cache
def has_libzim() -> bool:
    """Tell whether books for Kiwix can be made here."""
    return find_spec("libzim") is not None
