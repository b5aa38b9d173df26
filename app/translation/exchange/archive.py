"""All catalogs of a language in one ZIP, to work on where there is no network."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from app.platform.archives import ArchiveLimits, read_archive
from app.platform.i18n import N_
from app.translation.catalogs import MAX_CATALOG_BYTES, CatalogError, UnitCatalog
from app.translation.exchange.formats import format_ending

ZIP = "zip"
NOTHING_IN_IT = N_("There is no catalog in this ZIP.")
LIMITS = ArchiveLimits(member_bytes=MAX_CATALOG_BYTES)
# The same catalogs give the same ZIP.
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16


def write_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            member = zipfile.ZipInfo(name, _WRITTEN_AT)
            member.external_attr = _MODE
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def catalogs_in(data: bytes) -> Iterator[tuple[str, UnitCatalog | CatalogError]]:
    """Yield the name of every catalog in a ZIP with it, or why it cannot be read.

    Other files are left alone. Raise ArchiveError where the ZIP cannot be read.
    """
    for name, content in read_archive(io.BytesIO(data), LIMITS):
        kind = format_ending(name)
        if kind is None or _is_of_a_system(name):
            continue
        try:
            yield name, kind.read(content)
        except CatalogError as error:
            yield name, error


def _is_of_a_system(name: str) -> bool:
    """Tell whether a computer put the file there and no person."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
