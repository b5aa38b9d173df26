"""Deciding about a pack in a language: publishing it, looking after it."""

from typing import Annotated

from fastapi import Depends, Path
from fastapi.responses import Response
from pydantic import Field

from app.accounts.access import Coordinator, Editor
from app.accounts.current import CurrentUser
from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.translation.portal.decisions import (
    Decider,
    NewPolicy,
    PackLanguagePlace,
    change_policy,
    look_after,
    publish,
    stop_looking_after,
    withdraw,
)
from app.translation.routes.languages import Code, known_language
from app.translation.routes.visits import CurrentVisit, Visit
from app.web.forms import Form, SentForm, bind
from app.web.late_routes import page_router

Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
BASE = "/{lang}/languages/{code}/packs/{pack}"

router = page_router()


# A coroutine, because it only looks at the address.
async def place(code: Code, pack: Slug) -> PackLanguagePlace:
    """Return the pack and the language an address names; raise NotFound."""
    return PackLanguagePlace(pack, known_language(code).code)


Place = Annotated[PackLanguagePlace, Depends(place)]


@router.post(f"{BASE}/publish", name="translation.publish_pack")
def say_published(user: Coordinator, visit: CurrentVisit, place: Place) -> Response:
    """Say that a pack is published in a language."""
    publish(visit.session, place, _decider(user))
    return _back(visit, place)


@router.post(f"{BASE}/withdraw", name="translation.withdraw_pack")
def say_withdrawn(user: Coordinator, visit: CurrentVisit, place: Place) -> Response:
    """Take that back."""
    withdraw(visit.session, place, _decider(user))
    return _back(visit, place)


@router.post(f"{BASE}/look-after", name="translation.look_after")
def name_oneself(user: Editor, visit: CurrentVisit, place: Place) -> Response:
    """Look after a pack in a language."""
    look_after(visit.session, place, _decider(user))
    return _back(visit, place)


@router.post(f"{BASE}/leave", name="translation.stop_looking_after")
def name_nobody(user: Editor, visit: CurrentVisit, place: Place) -> Response:
    """Look after it no longer."""
    stop_looking_after(visit.session, place, _decider(user))
    return _back(visit, place)


class PolicyForm(Form):
    """A box that is ticked, and a number of days, or none for never."""

    second: bool = False
    days: int | None = Field(default=None, ge=1, le=365)


@router.post("/{lang}/languages/{code}/policy", name="translation.set_policy")
def say_who_approves(
    user: Coordinator, visit: CurrentVisit, code: Code, data: SentForm
) -> Response:
    """Say who approves translations to a language."""
    form = bind(PolicyForm, data).value
    if form is None:
        raise Invalid(N_("Write a number of days from 1 to 365, or none."))
    language = known_language(code).code
    policy = NewPolicy(language, form.second, form.days)
    change_policy(visit.session, policy, _decider(user))
    return visit.go("translation.language", code=language)


def _decider(user: CurrentUser) -> Decider:
    return Decider(user.user_id, user.grants)


def _back(visit: Visit, place: PackLanguagePlace) -> Response:
    return visit.go("translation.language", code=place.language)
