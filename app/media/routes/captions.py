"""Captions of a file: written beside the player, taken in and given out, and kept."""

from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Editor
from app.media.captioning import (
    CaptionsDraft,
    SavedCaptions,
    captions_history,
    cues_of,
    get_captions,
    newest_captions,
    save_captions,
)
from app.media.cue_form import ROWS, Typed, page_of, read_form
from app.media.cues import (
    Fault,
    Spoken,
    read_captions,
    write_srt,
    write_text,
    write_vtt,
)
from app.media.dependencies import SeenItem
from app.media.models import Captions, MediaFile, MediaItem, MediaKind
from app.media.pages import Shown as PrivateFile
from app.media.pages import private_address
from app.media.permissions import check_may_help
from app.media.queries import files_of, pages_in
from app.media.serving import POLICY, PRIVATE
from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, find_language
from app.platform.storage import Storage
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import SentFile, SentForm
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE, CLASH = 422, 409
NO_CAPTIONS = N_("Only films and sound have captions.")
MAX_FAULTS = 20
FORMS = {
    "vtt": ("text/vtt", write_vtt),
    "srt": ("application/x-subrip", write_srt),
    "txt": ("text/plain", write_text),
}

router = page_router()
Code = Annotated[str, Path(pattern=r"^[a-z]{2,3}(-[a-zA-Z0-9]{1,8})*$")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class OpenCaptions(Struct, frozen=True):
    """Captions of a file in a language, as an address names them.

    Those of slides say what stands on `pages`, each at the second of its number.
    """

    item: MediaItem
    tongue: Language
    page: Language
    session: Session
    request: Request
    pages: tuple[MediaFile, ...] = ()

    @property
    def words(self) -> str:
        """The address of the words of slides."""
        return f"/{self.page.code}/files/{self.item.token}/words/{self.tongue.code}"

    @property
    def here(self) -> str:
        """The address of their page."""
        code = self.tongue.code
        return f"/{self.page.code}/files/{self.item.token}/captions/{code}"

    def newest(self) -> Captions | None:
        """Return the captions that hold."""
        return newest_captions(self.session, self.item.id, self.tongue.code)

    def save(self, typed: Typed, base: Captions | None, by: int) -> SavedCaptions:
        """Keep captions that have been checked."""
        storage: Storage = self.request.app.state.storage
        seen = base.number if base else 0
        draft = CaptionsDraft(self.tongue.code, typed.cues, seen, by)
        return save_captions(self.session, storage, self.item, draft)


def captions_to_read(
    item: SeenItem, code: Code, session: SessionDep, request: Request
) -> OpenCaptions:
    """Return captions of a file that whoever asks may see; raise NotFound."""
    pages = pages_in(files_of(session, item))
    is_heard = item.kind in {MediaKind.VIDEO, MediaKind.AUDIO}
    if item.placed_from or not (is_heard or pages):
        raise NotFound(NO_CAPTIONS)
    page: Language = request.state.content_language
    return OpenCaptions(item, _language(code), page, session, request, pages)


def captions_to_write(
    reader: Editor, opened: Annotated[OpenCaptions, Depends(captions_to_read)]
) -> OpenCaptions:
    """Return captions that whoever asks may write; raise NotFound or Conflict."""
    check_may_help(opened.session, opened.item, reader)
    return opened


def times_to_write(
    opened: Annotated[OpenCaptions, Depends(captions_to_write)],
) -> OpenCaptions:
    """Return captions whose times may be changed: not those of slides."""
    if opened.pages:
        raise NotFound(NO_CAPTIONS)
    return opened


Written = Annotated[OpenCaptions, Depends(captions_to_write)]
Timed = Annotated[OpenCaptions, Depends(times_to_write)]
Shown = Annotated[OpenCaptions, Depends(captions_to_read)]


@router.get("/{lang}/files/{token}/captions", name="media.choose_captions")
def choose(
    _reader: Editor, page: ContentLanguage, item: SeenItem, language: str = ""
) -> Response:
    """Lead to the captions in a language that was chosen from a list."""
    tongue = _language(language or item.language)
    return see_other(f"/{page.code}/files/{item.token}/captions/{tongue.code}")


@router.get("/{lang}/files/{token}/captions/{code}", name="media.captions")
def show_captions(_reader: Editor, _page: ContentLanguage, opened: Written) -> Response:
    """Show the captions in a language, beside the player."""
    if opened.pages:
        return see_other(_with_query(opened.words, opened.request))
    row = opened.newest()
    pager = Pager.as_asked(opened.request, ROWS, len(cues_of(row)))
    return _form(opened, page_of(cues_of(row), pager.offset), row)


@router.post("/{lang}/files/{token}/captions/{code}", name="media.save_captions")
def save(
    reader: Editor, _page: ContentLanguage, opened: Timed, data: SentForm
) -> Response:
    """Save what was typed, after a button has split, joined or moved it."""
    base = base_of(opened, str(data.get("base", "")))
    typed = read_form(data, cues_of(base), opened.item.duration)
    if typed.faults:
        return _form(opened, typed, base, status=200 if typed.is_new else UNUSABLE)
    saved = opened.save(typed, base, reader.user_id)
    if saved.row.is_aside:
        return see_other(f"{opened.here}/history?said=clash")
    said = "merged" if saved.is_merged else "saved"
    number = min(typed.first, max(0, len(typed.cues) - 1)) // ROWS + 1
    return see_other(f"{opened.here}?said={said}&page={number}")


@router.post("/{lang}/files/{token}/captions/{code}/file", name="media.load_captions")
def take_file(
    reader: Editor, _page: ContentLanguage, opened: Timed, sent: SentFile
) -> Response:
    """Make the captions of a WebVTT or SRT file the newest ones."""
    row = opened.newest()
    if sent is None:
        raise Invalid(N_("The form came without a file. Choose one and try again."))
    read = read_captions(sent.data, opened.item.duration)
    if read.faults:
        refused = read.faults[:MAX_FAULTS]
        typed = page_of(cues_of(row), 0)
        return _form(opened, typed, row, refused=refused, status=UNUSABLE)
    opened.save(Typed(read.cues), row, reader.user_id)
    return see_other(f"{opened.here}?said=saved")


@router.get(
    "/{lang}/files/{token}/captions/{code}/history", name="media.captions_history"
)
def show_history(_reader: Editor, _page: ContentLanguage, opened: Written) -> Response:
    """Show everything that was saved in a language; any of it can be taken up again."""
    item, tongue = opened.item, opened.tongue
    context = {
        "item": item,
        "tongue": tongue,
        "here": opened.here,
        "rows": captions_history(opened.session, item.id, tongue.code),
        "newest": opened.newest(),
        "said": opened.request.query_params.get("said", ""),
    }
    return render(opened.request, "media/captions_history.html", context)


@router.post(
    "/{lang}/files/{token}/captions/{code}/restore/{version:int}",
    name="media.restore_captions",
)
def restore(
    reader: Editor, _page: ContentLanguage, opened: Written, version: Number
) -> Response:
    """Make captions that were saved before the newest again."""
    cues = cues_of(get_captions(opened.session, opened.item.id, version))
    opened.save(Typed(cues), opened.newest(), reader.user_id)
    return see_other(f"{opened.here}?said=saved")


@router.get("/{lang}/files/{token}/captions/{code}/text", name="media.captions_file")
def download(_reader: Editor, _page: ContentLanguage, opened: Shown) -> Response:
    """Send the captions as WebVTT, as SRT, or as plain words."""
    asked = opened.request.query_params.get("as", "")
    ending = asked if asked in FORMS else "vtt"
    kind, write = FORMS[ending]
    name = f"captions.{opened.tongue.code}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": POLICY,
        "Cache-Control": PRIVATE,
    }
    text = write(_said(opened))
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


@router.get("/{lang}/files/{token}/transcript/{code}", name="media.transcript")
def show_transcript(_reader: Editor, _page: ContentLanguage, opened: Shown) -> Response:
    """Show what is said, to read instead."""
    context = {
        "item": opened.item,
        "tongue": opened.tongue,
        "cues": _said(opened),
        "is_deck": bool(opened.pages),
        "here": opened.here,
    }
    return render(opened.request, "media/transcript.html", context)


def _said(opened: OpenCaptions) -> tuple[Spoken, ...]:
    cues = cues_of(opened.newest())
    if not cues:
        raise NotFound(N_("Nobody has written captions in this language yet."))
    return cues


def base_of(opened: OpenCaptions, said: str) -> Captions | None:
    """Return the captions that a form was made from; what makes no sense is none."""
    if not (said.isascii() and said.isdigit() and 0 < int(said[:10]) < 2**31):
        return None
    row = get_captions(opened.session, opened.item.id, int(said[:10]))
    return row if row.language == opened.tongue.code else None


def _form(
    opened: OpenCaptions,
    typed: Typed,
    row: Captions | None,
    *,
    refused: tuple[Fault, ...] = (),
    status: int = 200,
) -> Response:
    item = opened.item
    # Of a film not its sound alone: a player takes the first that it can play.
    players = [
        PrivateFile(file, private_address(opened.page, item, file))
        for file in files_of(opened.session, item)
        if file.content_type.startswith(f"{item.kind.value}/")
    ]
    context = {
        "item": item,
        "tongue": opened.tongue,
        "here": opened.here,
        "typed": typed,
        "base": row.number if row else 0,
        "pager": Pager(typed.first // ROWS + 1, ROWS, len(typed.cues)),
        "players": sorted(players, key=lambda one: one.file.bytes),
        "refused": refused,
        "said": opened.request.query_params.get("said", ""),
    }
    return render(opened.request, "media/captions.html", context, status=status)


def _with_query(address: str, request: Request) -> str:
    return f"{address}?{request.url.query}" if request.url.query else address


def _language(code: str) -> Language:
    language = find_language(code)
    if language is None or language.pseudo:
        raise NotFound(N_("We do not know this language. Try another address."))
    return language
