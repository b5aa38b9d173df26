"""What routes of files share: the language of an address, and giving a file."""

from fastapi.responses import Response

from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, find_language
from app.translation.catalogs import CatalogError
from app.web.forms import EMPTY_FILE, SentFileData

_NO_FILE = N_("No file was chosen.")


def chosen(file: SentFileData | None) -> SentFileData:
    """Return the file of a form; raise CatalogError for none, and for an empty one."""
    if file is None:
        raise CatalogError(_NO_FILE, 0)
    if not file.data:
        raise CatalogError(EMPTY_FILE, 0)
    return file


def target_language(target: str) -> Language:
    """Return the language somebody translates to; raise NotFound."""
    language = find_language(target)
    if language is None or language.pseudo or language.code != target:
        raise NotFound(N_("We do not know this language. Try another address."))
    return language


def attachment(data: bytes, media_type: str, name: str) -> Response:
    """Return a file to keep, never to show; the name is one of ours."""
    disposition = f'attachment; filename="{name}"'
    headers = {"Content-Disposition": disposition, "X-Robots-Tag": "noindex"}
    return Response(data, media_type=media_type, headers=headers)
