"""The glossary and the memory as files, for the programs translators use."""

import io
from collections.abc import Iterator

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.accounts.access import Editor, Public
from app.accounts.dependencies import DatabaseDep
from app.platform.db import Database
from app.platform.errors import AppError, NotFound
from app.platform.i18n import N_
from app.translation.catalogs import CatalogError
from app.translation.exchange.shared import (
    GLOSSARY_FORMATS,
    TMX_TYPE,
    glossary_file,
    glossary_format,
    memory_file,
    take_glossary,
)
from app.translation.glossary.service import MergeReport
from app.translation.routes.files import attachment, chosen, target_language
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import SentFile
from app.web.late_routes import page_router
from app.web.templates import render

NAME = "passalong-glossary"

router = page_router()


@router.get("/{lang}/translations/glossary", name="translation.glossary_files")
def show_page(reader: Public, _page: ContentLanguage, request: Request) -> Response:
    """Show the glossary's files, and where editors send one."""
    may_send = reader is not None and "editor" in reader.roles
    return _shown(request, may_send=may_send)


@router.get(
    "/{lang}/translations/glossary/{file_name}", name="translation.glossary_file"
)
def download(
    _reader: Public, _page: ContentLanguage, session: SessionDep, file_name: str
) -> Response:
    """Give the whole glossary as a file."""
    kind = next(
        (k for k in GLOSSARY_FORMATS if file_name == f"{NAME}.{k.ending}"), None
    )
    if kind is None:
        raise NotFound(N_("There is no such file."))
    data = b"".join(glossary_file(session, kind))
    return attachment(data, kind.media_type, file_name)


@router.post("/{lang}/translations/glossary", name="translation.send_glossary")
def send(
    reader: Editor,
    _page: ContentLanguage,
    database: DatabaseDep,
    request: Request,
    file: SentFile,
) -> Response:
    """Take in the terms of a file that are new; nothing is changed or removed."""
    try:
        sent = chosen(file)
        kind = glossary_format(sent.name)
        with database.transaction() as session:
            report = take_glossary(session, kind, io.BytesIO(sent.data), reader.user_id)
    except CatalogError as error:
        return _shown(request, may_send=True, error=error)
    except AppError as error:
        refusal = CatalogError(error.message, 0, **error.params)
        return _shown(request, may_send=True, error=refusal)
    return _shown(request, may_send=True, report=report)


@router.get(
    "/{lang}/translations/memory/{source}/{target}", name="translation.memory_file"
)
def download_memory(
    _reader: Public,
    _page: ContentLanguage,
    database: DatabaseDep,
    source: str,
    target: str,
) -> Response:
    """Give what the memory holds from one language to another, as TMX."""
    codes = (target_language(source).code, target_language(target).code)
    name = f"passalong-{codes[0]}-{codes[1]}.tmx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    pieces = _memory(database, *codes)
    return StreamingResponse(pieces, media_type=TMX_TYPE, headers=headers)


def _memory(database: Database, source: str, target: str) -> Iterator[bytes]:
    # A session of its own: that of the request is closed before this is sent.
    with database.open_session() as session:
        yield from memory_file(session, source, target)


def _shown(
    request: Request,
    *,
    may_send: bool,
    error: CatalogError | None = None,
    report: MergeReport | None = None,
) -> Response:
    context = {
        "formats": GLOSSARY_FORMATS,
        "name": NAME,
        "may_send": may_send,
        "error": error,
        "report": report,
    }
    status = 422 if error else 200
    return render(request, "translation/glossary_files.html", context, status=status)
