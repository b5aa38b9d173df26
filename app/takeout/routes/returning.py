"""What was done in a copy without a network comes to the site, by a code."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit
from app.learning.dependencies import CurrentVisitor
from app.learning.service import progress_of_packs
from app.platform.i18n import N_, gettext
from app.takeout.codes import MAX_TOGETHER, CodeUnreadable, Done, read_codes
from app.takeout.dependencies import ReadSubject
from app.takeout.forms import CodeForm
from app.takeout.returning import take_over
from app.takeout.subjects import Subject
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

BRINGING = Limit("returning-address", 120, timedelta(hours=1))
UNUSABLE = 422
UNREADABLE = N_("This is not a whole code. Copy all of it from the copy of the pack.")
ANOTHER = N_("This code is from a copy of another pack. Open the page of that pack.")
ELSEWHERE = N_("This code is from a copy of something else. Open the page of that.")

AskedCode = Annotated[str, Query(max_length=MAX_TOGETHER)]

router = page_router()


@router.get("/{lang}/packs/{slug}/offline/done", name="takeout.returning")
@router.get("/{lang}/paths/{slug}/offline/done", name="takeout.path_returning")
@router.get("/{lang}/courses/{slug}/offline/done", name="takeout.course_returning")
def show_returning(
    _reader: Public,
    address: ReadSubject,
    visitor: CurrentVisitor,
    code: AskedCode = "",
    taken: bool = False,
) -> Response:
    """Show the field for a code, filled in where a copy led here, or what is here."""
    subject = address.open()
    bound = empty({"code": code} if code else None)
    return _page(subject, bound, visitor, is_taken=taken)


@router.post("/{lang}/packs/{slug}/offline/done", name="takeout.take_over")
@router.post("/{lang}/paths/{slug}/offline/done", name="takeout.path_take_over")
@router.post("/{lang}/courses/{slug}/offline/done", name="takeout.course_take_over")
def bring_back(
    _reader: Public,
    address: ReadSubject,
    visitor: CurrentVisitor,
    sent: SentForm,
    request: Request,
) -> Response:
    """Add what a code says to what this learner did; a second time changes nothing."""
    count_by_address(request, BRINGING)
    subject = address.open()
    bound = bind(CodeForm, sent)
    brought = _read(bound)
    if isinstance(brought, Bound):
        return _page(subject, brought, visitor, status=UNUSABLE)
    keys = (opened.view.pack.key for opened in subject.opened)
    packs = dict(zip(keys, subject.packs, strict=True))
    if any(done.pack_key not in packs for done in brought):
        words = ANOTHER if subject.way is None else ELSEWHERE
        bound = refused(bound, "code", gettext(words))
        return _page(subject, bound, visitor, status=UNUSABLE)
    session = subject.content.session
    for done in brought:
        take_over(session, visitor.learner, packs[done.pack_key], done)
    return visitor.keep(see_other(f"{subject.offline}/done?taken=1"))


def _read(bound: Bound[CodeForm]) -> list[Done] | Bound[CodeForm]:
    if bound.value is None:
        return bound
    try:
        return read_codes(bound.value.code)
    except CodeUnreadable:
        return refused(bound, "code", gettext(UNREADABLE))


def _page(
    subject: Subject,
    bound: Bound[Any],
    visitor: CurrentVisitor,
    *,
    status: int = 200,
    is_taken: bool = False,
) -> Response:
    views = [opened.view for opened in subject.opened]
    keys = [view.pack.key for view in views]
    far = progress_of_packs(subject.content.session, visitor.learner, keys)
    done = [far[view.pack.key].done & set(view.module_keys) for view in views]
    context = {
        "subject": subject,
        "bound": bound,
        "is_taken": is_taken,
        "done": sum(map(len, done)),
        "all": subject.modules,
        "is_known": visitor.learner.user_id is not None,
        "here": f"{subject.offline}/done",
    }
    return render(visitor.request, "takeout/returning.html", context, status=status)
