"""All catalogs of a language at once: a ZIP to work on offline, and back."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Public, SignedIn
from app.accounts.dependencies import DatabaseDep
from app.platform.archives import ArchiveError
from app.platform.languages import Language
from app.translation.catalogs import CatalogError
from app.translation.exchange.archive import write_zip
from app.translation.exchange.exporting import Exporter
from app.translation.exchange.formats import PO
from app.translation.exchange.sending import EVERYTHING, Sent, recent_files
from app.translation.exchange.subjects import published_subjects
from app.translation.routes.files import attachment, chosen, target_language
from app.translation.routes.sent_files import accept_file
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import SentFile
from app.web.late_routes import page_router
from app.web.templates import render

router = page_router()


class LanguageAddress(Struct, frozen=True):
    """What an address says."""

    request: Request
    page: Language
    target: Language

    def path(self, name: str) -> str:
        """Return the address of a route about the same language."""
        values = {"lang": self.page.code, "target": self.target.code}
        path: str = self.request.app.state.paths(name, **values)
        return path

    @property
    def site(self) -> str:
        site: str = self.request.app.state.settings.public_url
        return site


# A coroutine, because it only looks: a plain function would wait for a thread.
async def addressed_language(
    request: Request, page: ContentLanguage, target: str
) -> LanguageAddress:
    """Return what the address says; raise NotFound for a language we do not know."""
    return LanguageAddress(request, page, target_language(target))


AddressedLanguage = Annotated[LanguageAddress, Depends(addressed_language)]


@router.get(
    "/{lang}/translations/languages/{target}", name="translation.language_files"
)
def show_page(
    _reader: Public, address: AddressedLanguage, session: SessionDep
) -> Response:
    """Show where to take everything along, and where to send it back."""
    return _page(session, address)


@router.get(
    "/{lang}/translations/languages/{target}/catalogs.zip",
    name="translation.language_zip",
)
def download(
    _reader: Public, address: AddressedLanguage, session: SessionDep
) -> Response:
    """Give a catalog of every pack and course in a language, in one ZIP."""
    data = write_zip(_files(session, address.target, address.site))
    name = f"passalong-{address.target.code}.zip"
    return attachment(data, "application/zip", name)


@router.post("/{lang}/translations/languages/{target}", name="translation.send_zip")
def send_zip(
    reader: SignedIn, address: AddressedLanguage, database: DatabaseDep, file: SentFile
) -> Response:
    """Keep a ZIP and show what it would do; nothing of it is taken in yet."""
    code = address.target.code
    try:
        given = chosen(file)
        sent = Sent(EVERYTHING, code, given.name, given.data, reader.user_id)
        return accept_file(address.request, address.page, database, sent)
    except (CatalogError, ArchiveError) as refusal:
        with database.open_session() as session:
            return _page(session, address, refusal)


def _files(
    session: Session, language: Language, site: str
) -> Iterator[tuple[str, bytes]]:
    for subject in published_subjects(session):
        if subject.source_language != language.code:
            exporter = Exporter.of(session, subject, [language.code])
            catalog = exporter.translators_catalog(language.code, site)
            name = f"{subject.kind.value}/{subject.slug}.{language.code}.{PO.ending}"
            yield name, PO.write(catalog)


def _page(
    session: Session,
    address: LanguageAddress,
    error: CatalogError | ArchiveError | None = None,
) -> Response:
    context = {
        "target": address.target,
        "path": address.path("translation.language_files"),
        "download": address.path("translation.language_zip"),
        "recent": recent_files(session, EVERYTHING, address.target.code),
        "error": error,
    }
    status = 422 if error else 200
    name = "translation/language_files.html"
    return render(address.request, name, context, status=status)
