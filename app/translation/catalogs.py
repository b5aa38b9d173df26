"""Catalogs: the units of a text in one language, as entries of a file.

What they are in programs here; how they look as PO is `app.translation.exchange.po`.
"""

from dataclasses import dataclass, field

from app.platform.i18n import N_, gettext
from app.platform.told import here

MAX_CATALOG_BYTES = 16 * 1024 * 1024
MAX_REASON = 120
# No language needs more for the same words: what is longer was pasted by mistake, and
# every page and card would have to carry it.
SPARE_CHARACTERS, MAX_EXPANSION, MAX_WORDING = 200, 5, 10_000

DOCUMENT = "X-Passalong-Document"
LANGUAGE_CODE = "X-Passalong-Language"
ORIGIN = "X-Passalong-Origin"
REVIEWED = "X-Passalong-Reviewed"
REVISION = "X-Passalong-Source-Revision"
SOURCE_LANGUAGE = "X-Source-Language"
# Which installation wrote the file, and the newest translation it knew then.
SITE = "X-Passalong-Site"
SEEN = "X-Passalong-Newest"

TOO_LARGE = N_("the file is larger than 16 MB")


@dataclass(frozen=True)
class CatalogEntry:
    """One unit in a catalog; `previous` is the wording an outdated text was for.

    `comments` are for the translator, `notes` are by the translator, and `location`
    is where the unit can be seen (an address without a host).
    """

    context: str
    source: str
    text: str
    is_fuzzy: bool = False
    previous: str = ""
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    location: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class UnitCatalog:
    """A language's catalog of a pack or course."""

    language: str
    headers: dict[str, str]
    entries: tuple[CatalogEntry, ...] = ()
    obsolete: tuple[CatalogEntry, ...] = ()


class CatalogError(ValueError):
    """A file of translations cannot be read; `line` counts from 1, 0 is all of it.

    `reason` is a message id for gettext, whose named placeholders `params` fill.
    """

    def __init__(self, reason: str, line: int = 1, **params: object) -> None:
        super().__init__(reason % params)
        self.reason = reason
        self.line = line
        self.params = params

    @property
    def sentence(self) -> str:
        """The reason in the interface language."""
        return gettext(self.reason, **{n: here(v) for n, v in self.params.items()})


def longest_wording(source: str) -> int:
    """Return how many characters a translation of this text may have."""
    return min(SPARE_CHARACTERS + MAX_EXPANSION * len(source), MAX_WORDING)


def read_catalog(data: bytes) -> UnitCatalog:
    """Read a PO file; raise CatalogError with the line and the reason.

    A template is a catalog whose language is "".
    """
    if len(data) > MAX_CATALOG_BYTES:
        raise CatalogError(TOO_LARGE)
    # Babel takes long to read in, and most requests need nothing of it.
    from app.translation.exchange.po import read_po  # noqa: PLC0415 - see above

    return read_po(as_text(data))


def write_catalog(catalog: UnitCatalog) -> bytes:
    """Return the PO file; the same catalog always gives the same bytes."""
    from app.translation.exchange.po import write_po  # noqa: PLC0415 - see above

    return write_po(catalog).encode()


def as_text(data: bytes) -> str:
    """Return a file's text without its mark of order; raise CatalogError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CatalogError(N_("the file is not UTF-8"), line) from error
    before, nul, _ = text.partition("\0")
    if nul:
        # PostgreSQL keeps none, and no text needs one.
        reason = N_("there is a NUL character in the file")
        raise CatalogError(reason, before.count("\n") + 1)
    return text
