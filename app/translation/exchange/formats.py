"""The formats of catalogs: which file is which, how to read and write it."""

from collections.abc import Callable

from msgspec import Struct

from app.translation.catalogs import UnitCatalog, read_catalog, write_catalog
from app.translation.exchange.xliff import read_xliff, write_xliff


class CatalogFormat(Struct, frozen=True):
    """A format: `name` in addresses, how its files end, and what browsers call it."""

    name: str
    label: str
    ending: str
    media_type: str
    read: Callable[[bytes], UnitCatalog]
    write: Callable[[UnitCatalog], bytes]


PO = CatalogFormat(
    "po", "gettext", "po", "text/x-gettext-translation", read_catalog, write_catalog
)
XLIFF = CatalogFormat(
    "xliff", "XLIFF 2", "xlf", "application/xliff+xml", read_xliff, write_xliff
)
FORMATS = (PO, XLIFF)


def format_of(data: bytes) -> CatalogFormat:
    """Return the format of a file by how it begins: XLIFF is XML, PO is not."""
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    # XML in UTF-16 has a mark of order that no PO file has.
    is_xml = start.startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    return XLIFF if is_xml else PO


def format_ending(name: str) -> CatalogFormat | None:
    """Return the format of files that end like this name."""
    ending = name.rpartition(".")[2].lower()
    return next((one for one in FORMATS if one.ending == ending), None)
