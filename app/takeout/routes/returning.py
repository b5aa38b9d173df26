"""What was done in a copy without a network comes to the site, by a code."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.learning.dependencies import CurrentVisitor
from app.learning.service import pack_progress
from app.platform.i18n import N_, gettext
from app.reading.loading import AddressedPack, OpenPack
from app.takeout.codes import MAX_CHARACTERS, CodeUnreadable, Done, read_code
from app.takeout.forms import CodeForm
from app.takeout.returning import take_over
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

BRINGING = Limit("returning-address", 120, timedelta(hours=1))
UNUSABLE = 422
UNREADABLE = N_("This is not a whole code. Copy all of it from the copy of the pack.")
ANOTHER = N_("This code is from a copy of another pack. Open the page of that pack.")

AskedCode = Annotated[str, Query(max_length=MAX_CHARACTERS)]

router = page_router()


@router.get("/{lang}/packs/{slug}/offline/done", name="takeout.returning")
def show_returning(
    _reader: Public,
    address: AddressedPack,
    visitor: CurrentVisitor,
    code: AskedCode = "",
    taken: bool = False,
) -> Response:
    """Show the field for a code, filled in where a copy led here, or what is here."""
    opened = address.open()
    bound = empty({"code": code} if code else None)
    return _page(opened, bound, visitor, is_taken=taken)


@router.post("/{lang}/packs/{slug}/offline/done", name="takeout.take_over")
def bring_back(
    _reader: Public,
    address: AddressedPack,
    visitor: CurrentVisitor,
    sent: SentForm,
    request: Request,
) -> Response:
    """Add what a code says to what this learner did; a second time changes nothing."""
    count_by_address(request, BRINGING)
    opened = address.open()
    bound = bind(CodeForm, sent)
    done = _read(bound)
    if isinstance(done, Bound):
        return _page(opened, done, visitor, status=UNUSABLE)
    if done.pack_key != opened.view.pack.key:
        bound = refused(bound, "code", gettext(ANOTHER))
        return _page(opened, bound, visitor, status=UNUSABLE)
    take_over(opened.content.session, visitor.learner, address, done)
    here = visitor.path("takeout.returning", slug=address.slug)
    return visitor.keep(see_other(f"{here}?taken=1"))


def _read(bound: Bound[CodeForm]) -> Done | Bound[CodeForm]:
    if bound.value is None:
        return bound
    try:
        return read_code(bound.value.code)
    except CodeUnreadable:
        return refused(bound, "code", gettext(UNREADABLE))


def _page(
    opened: OpenPack,
    bound: Bound[Any],
    visitor: CurrentVisitor,
    *,
    status: int = 200,
    is_taken: bool = False,
) -> Response:
    session, view = opened.content.session, opened.view
    progress = pack_progress(session, visitor.learner, view.pack.key)
    context = {
        "opened": opened,
        "bound": bound,
        "is_taken": is_taken,
        "done": len(progress.done & set(view.module_keys)),
        "all": len(view.module_keys),
        "is_known": visitor.learner.user_id is not None,
        "here": visitor.path("takeout.returning", slug=view.pack.slug),
    }
    return render(visitor.request, "takeout/returning.html", context, status=status)
