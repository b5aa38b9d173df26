"""Files of one text in one language: taking them along, and sending them back."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Public, SignedIn
from app.accounts.dependencies import DatabaseDep
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language
from app.translation.catalogs import CatalogError
from app.translation.exchange.exporting import Exporter
from app.translation.exchange.formats import FORMATS, PO
from app.translation.exchange.sending import Sent, recent_files
from app.translation.exchange.subjects import Subject, SubjectKind, subject_at
from app.translation.exchange.titles import title_of
from app.translation.routes.files import attachment, chosen, target_language
from app.translation.routes.sent_files import accept_file
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import SentFile
from app.web.late_routes import page_router
from app.web.templates import render

router = page_router()

Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
TEMPLATE_ENDING = "pot"
_PAGES = {
    SubjectKind.PACKS: ("translation.pack_files", "translation.pack_file"),
    SubjectKind.COURSES: ("translation.course_files", "translation.course_file"),
    SubjectKind.INTERFACE: (
        "translation.interface_files",
        "translation.interface_file",
    ),
}


class FilesAddress(Struct, frozen=True):
    """What an address says; nothing is read before `subject`."""

    request: Request
    page: Language
    kind: SubjectKind
    slug: str
    target: Language

    def subject(self, session: Session) -> Subject:
        """Return the text; raise NotFound or Gone."""
        subject = subject_at(session, self.kind, self.slug)
        if subject.source_language == self.target.code:
            raise NotFound(N_("This is the language it was written in."))
        return subject

    @property
    def path(self) -> str:
        """The address of the page."""
        values = {"lang": self.page.code, "slug": self.slug, "target": self.target.code}
        path: str = self.request.app.state.paths(_PAGES[self.kind][0], **values)
        return path

    @property
    def downloads(self) -> Mapping[str, str]:
        """The addresses of files by how they end."""
        names = {one.ending: self._name(one.ending) for one in FORMATS}
        names[TEMPLATE_ENDING] = self._name(TEMPLATE_ENDING)
        return {ending: f"{self.path}/{name}" for ending, name in names.items()}

    def _name(self, ending: str) -> str:
        language = "" if ending == TEMPLATE_ENDING else f".{self.target.code}"
        return f"{self.slug}{language}.{ending}"


# Coroutines, because they only look: plain functions would each wait for a thread.
async def addressed_files(
    request: Request, page: ContentLanguage, slug: Slug, target: str
) -> FilesAddress:
    """Return what the address says; the kind is part of the route."""
    kind = SubjectKind(request.scope["route"].path.split("/")[3])
    return FilesAddress(request, page, kind, slug, target_language(target))


AddressedFiles = Annotated[FilesAddress, Depends(addressed_files)]


@router.get("/{lang}/translations/packs/{slug}/{target}", name="translation.pack_files")
@router.get(
    "/{lang}/translations/courses/{slug}/{target}", name="translation.course_files"
)
@router.get(
    "/{lang}/translations/interface/{slug}/{target}", name="translation.interface_files"
)
def show_files(
    _reader: Public, address: AddressedFiles, session: SessionDep
) -> Response:
    """Show the files of a text in a language, and where to send one."""
    return files_page(session, address)


@router.post(
    "/{lang}/translations/packs/{slug}/{target}", name="translation.send_pack_file"
)
@router.post(
    "/{lang}/translations/courses/{slug}/{target}", name="translation.send_course_file"
)
@router.post(
    "/{lang}/translations/interface/{slug}/{target}",
    name="translation.send_interface_file",
)
def send_file(
    reader: SignedIn, address: AddressedFiles, database: DatabaseDep, file: SentFile
) -> Response:
    """Keep a file and show what it would do; nothing of it is taken in yet."""
    with database.open_session() as session:
        subject = address.subject(session)
        code, user = address.target.code, reader.user_id
        try:
            given = chosen(file)
            sent = Sent(subject.id, code, given.name, given.data, user)
            return accept_file(address.request, address.page, database, sent)
        except CatalogError as error:
            return files_page(session, address, error)


@router.get(
    "/{lang}/translations/packs/{slug}/{target}/{file_name}",
    name="translation.pack_file",
)
@router.get(
    "/{lang}/translations/courses/{slug}/{target}/{file_name}",
    name="translation.course_file",
)
@router.get(
    "/{lang}/translations/interface/{slug}/{target}/{file_name}",
    name="translation.interface_file",
)
def download(
    _reader: Public, address: AddressedFiles, session: SessionDep, file_name: str
) -> Response:
    """Give the text in a language as a file, or the template of one."""
    subject = address.subject(session)
    ending = next(
        (e for e, path in address.downloads.items() if path.endswith(f"/{file_name}")),
        None,
    )
    if ending is None:
        raise NotFound(N_("There is no such file."))
    site: str = address.request.app.state.settings.public_url
    if ending == TEMPLATE_ENDING:
        data, kind = PO.write(Exporter.of(session, subject, ()).template(site)), PO
    else:
        kind = next(one for one in FORMATS if one.ending == ending)
        code = address.target.code
        exporter = Exporter.of(session, subject, [code])
        data = kind.write(exporter.translators_catalog(code, site))
    return attachment(data, kind.media_type, file_name)


def files_page(
    session: Session, address: FilesAddress, error: CatalogError | None = None
) -> Response:
    """Return the page; with an error above the form, when a file was refused."""
    subject = address.subject(session)
    context = {
        "title": title_of(session, subject, address.page),
        "subject": subject,
        "target": address.target,
        "path": address.path,
        "downloads": address.downloads,
        "recent": recent_files(session, subject.id, address.target.code),
        "error": error,
    }
    status = 422 if error else 200
    return render(address.request, "translation/files.html", context, status=status)
