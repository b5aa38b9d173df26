"""The steps of a path: added, moved, taken out, kept at a version."""

from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.onboarding.dependencies import OpenPathDesk, RowNumber
from app.onboarding.desk_page import Sent
from app.onboarding.forms import StepActForm, StepForm
from app.onboarding.pin_changes import changes_since
from app.onboarding.pinning import pin_of
from app.onboarding.queries import get_step
from app.onboarding.routes.desk import PATH, shown
from app.onboarding.service import act_on, add_step
from app.packs.queries import find_pack_by_key, packs_by_key
from app.platform.errors import Conflict, Invalid, NotFound
from app.platform.i18n import N_, gettext
from app.platform.languages import get_language
from app.reading.cards import pack_cards
from app.web.forms import SentForm, bind, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()


@router.post(PATH + "/steps", name="onboarding.add_step")
def put_in(_user: SignedIn, opened: OpenPathDesk, data: SentForm) -> Response:
    """Put a pack or a course at the end of the path."""
    form = bind(StepForm, data)
    if form.value is None:
        return shown(opened, sent=Sent(step=form))
    kind, _, slug = form.value.thing.partition(":")
    try:
        add_step(opened.session, opened.path, kind, slug)
    except (Conflict, NotFound) as error:
        message = gettext(error.message)
        return shown(opened, sent=Sent(step=refused(form, "thing", message)))
    return see_other(f"{opened.home}?said=added#steps")


@router.post(PATH + "/steps/{number:int}", name="onboarding.act_on_step")
def change_step(
    _user: SignedIn, opened: OpenPathDesk, number: RowNumber, data: SentForm
) -> Response:
    """Move a step, take it out or in again, keep or change its version."""
    form = bind(StepActForm, data).value
    if form is None:
        raise Invalid(N_("Choose one of the answers shown."))
    step = get_step(opened.session, opened.path, number)
    act_on(opened.session, opened.path, step, form.act)
    # Whoever has no mouse goes on at the step they moved.
    undo, place = "", f"step-{number}"
    if form.act == "remove":
        undo, place = f"&step={number}", "steps"
    return see_other(f"{opened.home}?said={form.act}{undo}#{place}")


@router.get(PATH + "/steps/{number:int}/changes", name="onboarding.changes")
def show_changes(_user: SignedIn, opened: OpenPathDesk, number: RowNumber) -> Response:
    """Show what differs between the version a step keeps and the newest."""
    step = get_step(opened.session, opened.path, number)
    pin, pack = pin_of(step), find_pack_by_key(opened.session, step.pack_key)
    rows = packs_by_key(opened.session, [step.pack_key])
    if pin is None or pack is None or not rows:
        raise NotFound(N_("This step shows the newest version."))
    [card] = pack_cards(opened.session, list(rows.values()), opened.desk.languages)
    context = {
        "opened": opened,
        "step": step,
        "card": card,
        "subject": {"source": get_language(card.pack.source_language)},
        "texts": changes_since(opened.session, pin, pack),
    }
    return render(opened.desk.request, "onboarding/changes.html", context)
