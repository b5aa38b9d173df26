"""The paths one takes: what the organisation sees, reminders, leaving."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.learning.dependencies import CurrentVisitor
from app.onboarding.forms import ChoiceForm
from app.onboarding.joining import Choice, choose, get_own, leave, own_paths
from app.onboarding.queries import best_words
from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.reading.languages import reader_languages
from app.web.database import SessionDep
from app.web.forms import SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

OWN = "/{lang}/me/paths"
ONE = OWN + "/{mark}"

router = page_router()
Mark = Annotated[str, Path(pattern=r"^[a-z0-9]{24}$")]


@router.get(OWN, name="onboarding.own")
def show_own(
    _reader: Public,
    visitor: CurrentVisitor,
    session: SessionDep,
    request: Request,
    said: str = "",
) -> Response:
    """Show the paths somebody takes, with what each organisation sees of them."""
    own = own_paths(session, visitor.learner)
    languages = reader_languages(request, visitor.content)
    rows = [(one, best_words(session, one.path, languages)) for one in own]
    return render(request, "onboarding/own.html", {"rows": rows, "said": said})


@router.post(ONE, name="onboarding.choose")
def keep_choice(
    _reader: Public,
    visitor: CurrentVisitor,
    session: SessionDep,
    mark: Mark,
    data: SentForm,
) -> Response:
    """Keep what the organisation sees, from now on and for all that was before."""
    own = get_own(session, visitor.learner, mark)
    form = bind(ChoiceForm, data).value
    if form is None:
        raise Invalid(N_("Choose one of the answers shown."))
    choose(session, own, Choice(form.sharing, form.wants_reminders))
    return see_other(visitor.path("onboarding.own", said="chosen"))


@router.post(ONE + "/quiet", name="onboarding.quiet")
def stop_reminders(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, mark: Mark
) -> Response:
    """Send no more reminders."""
    own = get_own(session, visitor.learner, mark)
    choose(session, own, Choice(own.sharing, wants_reminders=False))
    return see_other(visitor.path("onboarding.own", said="quiet"))


@router.post(ONE + "/leave", name="onboarding.leave")
def leave_path(
    _reader: Public, visitor: CurrentVisitor, session: SessionDep, mark: Mark
) -> Response:
    """Leave a path, and forget what was noted of somebody there."""
    leave(session, get_own(session, visitor.learner, mark))
    return see_other(visitor.path("onboarding.own", said="left"))
