"""Saying that a module is still true: its last check, what it describes, its links."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Editor
from app.authoring.drafts import Clash, Edit, Seen, save, working_text
from app.authoring.forms import CheckedForm
from app.authoring.freshness.queries import links_of
from app.authoring.pages import document_of
from app.authoring.reviews import ask_review
from app.platform import clock
from app.platform.errors import Conflict
from app.platform.i18n import N_, gettext
from app.reading.history import subject_of_module
from app.reading.loading import AddressedModule, OpenModule
from app.texts.front_matter import with_fields
from app.texts.segments import split_front_matter
from app.web.forms import Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422

router = page_router()


@router.get("/{lang}/edit/{slug}/{number:int}/checked", name="authoring.checked")
def show_checks(
    _editor: Editor, address: AddressedModule, request: Request
) -> Response:
    """Show when a module was last checked, and which of its links are broken."""
    return _page(request, address.open())


@router.post("/{lang}/edit/{slug}/{number:int}/checked", name="authoring.note_check")
def note_check(
    editor: Editor, address: AddressedModule, data: SentForm, request: Request
) -> Response:
    """Write the check into the draft and ask for a review of it."""
    opened, bound = address.open(), bind(CheckedForm, data)
    form = bound.value
    if form is None:
        return _page(request, opened, bound)
    session = opened.opened.content.session
    document = document_of(session, opened)
    working = working_text(session, document)
    _, body, _ = split_front_matter(working.text)
    fields = {"checked": form.checked, "describes": form.describes or None}
    text = with_fields(working.text, fields, body)
    seen = Seen(working.seen, working.base_number)
    said = gettext("Checked: it is still true.")
    saved = save(session, document, Edit(text, seen, editor.user_id, said))
    if isinstance(saved, Clash):
        raise Conflict(N_("Somebody saved the draft meanwhile. Please try again."))
    review = ask_review(session, document, saved.save, by=editor.user_id, message=said)
    return see_other(f"/{opened.opened.page.code}/review/{review.number}")


def _page(
    request: Request, opened: OpenModule, bound: Bound[CheckedForm] | None = None
) -> Response:
    session, pack = opened.opened.content.session, opened.opened
    document = document_of(session, opened)
    fields, _, _ = split_front_matter(working_text(session, document).text)
    values = {
        "checked": clock.now().date().isoformat(),
        "describes": fields.get("describes", ""),
    }
    context = {
        "opened": opened,
        "subject": subject_of_module(opened),
        "here": f"/{pack.page.code}/edit/{pack.view.pack.slug}/{opened.station.number}",
        "links": links_of(session, document.number),
        "last": opened.station.module.checked_on,
        "form": bound or empty(values),
    }
    status = UNUSABLE if bound else 200
    return render(request, "authoring/checked.html", context, status=status)
