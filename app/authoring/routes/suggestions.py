"""A suggestion: what it changes, and what is decided about it."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Editor, SignedIn
from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.authoring.claiming import claim, release
from app.authoring.drafts import Clash
from app.authoring.forms import DeclineForm, SuggestionForm
from app.authoring.queries import names_of
from app.authoring.suggesting.dependencies import AddressedSuggestion, OpenSuggestion
from app.authoring.suggesting.service import (
    accept,
    amend,
    decline,
    took_by_hand,
    withdraw,
)
from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_, gettext
from app.reading.history import subject_of_module
from app.texts.differences import word_diff
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
CLASH = 409

router = page_router()


@router.get("/{lang}/suggestions/{suggestion_id:int}", name="authoring.suggestion")
def show_suggestion(
    reader: SignedIn, address: AddressedSuggestion, request: Request
) -> Response:
    """Show a suggestion to whose it is and to editors, and what became of it."""
    found = address.open()
    if not reader.has(Role.EDITOR) and found.suggestion.author_id != reader.user_id:
        raise NotFound(N_("There is no such suggestion."))
    return _page(request, found, reader)


@router.post(
    "/{lang}/suggestions/{suggestion_id:int}/accept", name="authoring.accept_suggestion"
)
def take(editor: Editor, address: AddressedSuggestion, request: Request) -> Response:
    """Bring the words into the draft."""
    found = address.open_for(editor)
    clash = accept(
        found.desk.session, found.document, found.suggestion, found.decision(editor)
    )
    return _after(request, found, editor, clash)


@router.post(
    "/{lang}/suggestions/{suggestion_id:int}/amend", name="authoring.amend_suggestion"
)
def take_changed(
    editor: Editor, address: AddressedSuggestion, data: SentForm, request: Request
) -> Response:
    """Bring the words into the draft, with what the editor made of them."""
    found, bound = address.open_for(editor), bind(SuggestionForm, data)
    if bound.value is None:
        return _page(request, found, editor, bound, UNUSABLE)
    decision = found.decision(editor, bound.value.reason)
    session, words = found.desk.session, bound.value.after
    try:
        clash = amend(session, found.document, found.suggestion, decision, words)
    except Invalid as error:
        bound = refused(bound, "after", gettext(error.message))
        return _page(request, found, editor, bound, UNUSABLE)
    return _after(request, found, editor, clash)


@router.post(
    "/{lang}/suggestions/{suggestion_id:int}/by-hand", name="authoring.took_by_hand"
)
def note_by_hand(editor: Editor, address: AddressedSuggestion) -> Response:
    """Note that the words were written into the draft by hand."""
    found = address.open_for(editor)
    took_by_hand(found.desk.session, found.suggestion, found.decision(editor))
    return see_other(found.here)


@router.post(
    "/{lang}/suggestions/{suggestion_id:int}/decline",
    name="authoring.decline_suggestion",
)
def refuse(
    editor: Editor, address: AddressedSuggestion, data: SentForm, request: Request
) -> Response:
    """Decline with a reason, which the one who suggested it gets."""
    found, bound = address.open_for(editor), bind(DeclineForm, data)
    if bound.value is None:
        return _page(request, found, editor, bound, UNUSABLE)
    decision = found.decision(editor, bound.value.text)
    decline(found.desk.session, found.suggestion, decision)
    return see_other(found.here)


@router.post(
    "/{lang}/suggestions/{suggestion_id:int}/withdraw",
    name="authoring.withdraw_suggestion",
)
def take_back(reader: SignedIn, address: AddressedSuggestion) -> Response:
    """Take one's own suggestion back."""
    found = address.open()
    withdraw(found.suggestion, reader.user_id)
    return see_other(found.here)


@router.post(
    "/{lang}/suggestions/{suggestion_id:int}/claim", name="authoring.claim_suggestion"
)
def take_on(editor: Editor, address: AddressedSuggestion) -> Response:
    """Take a suggestion on, so that two do not do the same work."""
    found = address.open()
    claim(found.suggestion, editor.user_id)
    return see_other(found.here)


@router.post(
    "/{lang}/suggestions/{suggestion_id:int}/release",
    name="authoring.release_suggestion",
)
def give_back(editor: Editor, address: AddressedSuggestion) -> Response:
    """Give a suggestion back to the queue."""
    found = address.open()
    release(found.suggestion, editor.user_id)
    return see_other(found.here)


def _after(
    request: Request, found: OpenSuggestion, editor: CurrentUser, clash: Clash | None
) -> Response:
    if clash is None:
        return see_other(found.here)
    return _page(request, found, editor, status=CLASH)


def _page(
    request: Request,
    found: OpenSuggestion,
    reader: CurrentUser,
    bound: Bound[SuggestionForm] | Bound[DeclineForm] | None = None,
    status: int = 200,
) -> Response:
    suggestion, session = found.suggestion, found.desk.session
    context = {
        "suggestion": suggestion,
        "here": found.here,
        "opened": found.opened,
        "subject": subject_of_module(found.opened),
        "spans": word_diff(suggestion.before, suggestion.after),
        "authors": names_of(session, [suggestion.author_id or 0]),
        "deciders": names_of(session, [suggestion.decided_by or 0]),
        "claimed_by": names_of(session, [suggestion.claimed_by or 0]),
        "is_claimed_by_me": suggestion.claimed_by == reader.user_id,
        "is_mine": suggestion.author_id == reader.user_id,
        "may_decide": reader.has(Role.EDITOR),
        "form": bound or empty({"after": suggestion.after}),
        "is_clash": status == CLASH,
    }
    return render(request, "authoring/suggestion.html", context, status=status)
