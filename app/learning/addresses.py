"""Addresses of pages that a room above shows: packs and their modules."""


def pack_path(lang: str, slug: str) -> str:
    """Return the page of a pack."""
    return f"/{lang}/packs/{slug}"


def module_path(lang: str, slug: str, number: int) -> str:
    """Return the page of a module."""
    return f"/{lang}/packs/{slug}/{number}"
