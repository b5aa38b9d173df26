"""Comments on the words of a draft."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Editor
from app.authoring.drafts import working_text
from app.authoring.forms import AnchoredForm
from app.authoring.pages import document_of
from app.authoring.talking.queries import comments_of
from app.authoring.talking.service import Saying, open_comment
from app.authoring.talking.views import anchor_for, talked
from app.platform.i18n import N_, gettext
from app.platform.once import done_once
from app.reading.history import subject_of_module
from app.reading.loading import AddressedModule, OpenModule
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
# So much of a passage is its quote, when no words of it were chosen.
QUOTED = 200
NOT_THERE = N_(
    "These words are not in the passage. Copy them as they stand, or leave this empty."
)

router = page_router()


@router.get("/{lang}/edit/{slug}/{number:int}/talk", name="authoring.talk")
def show_comments(
    _editor: Editor, address: AddressedModule, request: Request
) -> Response:
    """Show the passages of the draft, each with the comments on it."""
    return _page(request, address.open())


@router.post("/{lang}/edit/{slug}/{number:int}/talk", name="authoring.open_thread")
def begin(
    editor: Editor, address: AddressedModule, data: SentForm, request: Request
) -> Response:
    """Begin a thread about a passage, or about some words of it."""
    opened, bound = address.open(), bind(AnchoredForm, data)
    form = bound.value
    if form is None:
        return _page(request, opened, bound)
    session = opened.opened.content.session
    document = document_of(session, opened)
    anchor = anchor_for(working_text(session, document).text, form.about, form.words)
    if anchor is None:
        return _page(request, opened, refused(bound, "words", gettext(NOT_THERE)))
    saying = Saying(form.text, editor.user_id, opened.station.title.text)

    def begun() -> str:
        thread = open_comment(session, document.number, anchor, saying)
        return f"{_here(opened)}#t{thread.number}"

    sent = (request.url.path, editor.user_id, data.multi_items())
    return see_other(done_once(session, *sent, act=begun))


def _page(
    request: Request, opened: OpenModule, bound: Bound[AnchoredForm] | None = None
) -> Response:
    session = opened.opened.content.session
    document = document_of(session, opened)
    text = working_text(session, document).text
    is_settled = request.query_params.get("show") == "settled"
    context = {
        "opened": opened,
        "subject": subject_of_module(opened),
        "here": _here(opened),
        "talked": talked(
            text, comments_of(session, document.number, resolved=is_settled)
        ),
        "is_settled": is_settled,
        "quoted": QUOTED,
        "form": bound or empty(),
        "about": bound.first("about") if bound else "",
    }
    status = UNUSABLE if bound else 200
    return render(request, "authoring/talk.html", context, status=status)


def _here(opened: OpenModule) -> str:
    pack = opened.opened
    return f"/{pack.page.code}/edit/{pack.view.pack.slug}/{opened.station.number}/talk"
