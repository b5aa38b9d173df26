"""The words of slides: mended, and written where a page is only a picture."""

from fastapi.responses import Response

from app.accounts.access import Editor
from app.media.captioning import cues_of
from app.media.cue_form import Typed
from app.media.deck_form import (
    PAGES_AT_ONCE,
    PageWords,
    cues_of_pages,
    page_words,
    read_words,
)
from app.media.models import Captions
from app.media.pages import private_address
from app.media.routes.captions import OpenCaptions, Written, base_of
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.web.dependencies import ContentLanguage
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
NO_PAGES = N_("This file has no pages. Only PDF files are shown as slides.")

router = page_router()


@router.get("/{lang}/files/{token}/words/{code}", name="media.words")
def show_words(_reader: Editor, _page: ContentLanguage, opened: Written) -> Response:
    """Show what each slide says in a language, to be mended."""
    row = opened.newest()
    return _form(opened, _known(opened, row), row)


@router.post("/{lang}/files/{token}/words/{code}", name="media.save_words")
def save_words(
    reader: Editor, _page: ContentLanguage, opened: Written, data: SentForm
) -> Response:
    """Keep what was typed; what somebody else saved meanwhile stays beside it."""
    base = base_of(opened, str(data.get("base", "")))
    typed = read_words(data, _known(opened, base))
    if any(page.is_long for page in typed):
        return _form(opened, typed, base, status=UNUSABLE)
    saved = opened.save(Typed(cues_of_pages(typed)), base, reader.user_id)
    if saved.row.is_aside:
        return see_other(f"{opened.here}/history?said=clash")
    said = "merged" if saved.is_merged else "saved"
    number = Pager.of(opened.request, PAGES_AT_ONCE, len(typed)).number
    return see_other(f"{opened.words}?said={said}&page={number}")


def _known(opened: OpenCaptions, row: Captions | None) -> tuple[PageWords, ...]:
    if not opened.pages:
        raise NotFound(NO_PAGES)
    return page_words(opened.pages, cues_of(row))


def _form(
    opened: OpenCaptions,
    pages: tuple[PageWords, ...],
    row: Captions | None,
    *,
    status: int = 200,
) -> Response:
    pager = Pager.of(opened.request, PAGES_AT_ONCE, len(pages))
    shown = pages[pager.offset : pager.offset + PAGES_AT_ONCE]
    if status == UNUSABLE:
        # Whatever page they are on, what is wrong has to be seen.
        shown = pages
    context = {
        "item": opened.item,
        "tongue": opened.tongue,
        "here": opened.here,
        "words": opened.words,
        "pages": [
            (page, private_address(opened.page, opened.item, page.picture))
            for page in shown
        ],
        "base": row.number if row else 0,
        "pager": pager,
        "said": opened.request.query_params.get("said", ""),
        "is_long": status == UNUSABLE,
    }
    return render(opened.request, "media/words.html", context, status=status)
