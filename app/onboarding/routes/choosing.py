"""Putting a pack or a course on a path, from its own page."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Public, SignedIn
from app.accounts.current import CurrentUser
from app.hosts.permissions import require_editor
from app.onboarding.addresses import CHOICE, COURSE_CHOICE, DESK
from app.onboarding.choosing import Choice, Thing, choice_of, course_thing
from app.onboarding.forms import ChosenPathForm
from app.onboarding.queries import get_path
from app.onboarding.service import add_step
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import gettext
from app.reading.loading import AddressedPack, PackAddress
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422

router = page_router()


class Putting(Struct, frozen=True):
    """What is to be put on a path, as an address names it; nothing is read yet."""

    address: PackAddress
    request: Request

    @property
    def session(self) -> Session:
        """The session of the request."""
        return self.address.content.session

    @property
    def lang(self) -> str:
        """The language of the page, as addresses name it."""
        return self.address.page.code

    @property
    def folder(self) -> str:
        """Where it is among the addresses: packs or courses."""
        return self.request.url.path.split("/")[2]

    def thing(self) -> Thing:
        """Return what the address names; raise Moved, NotFound or Gone."""
        address = self.address
        if self.folder == "courses":
            return course_thing(self.session, address.slug, address.languages)
        view = address.open().view
        return Thing("pack", view.pack.slug, view.pack.key, view.title)


# A coroutine, because it only looks at the request; the handler's thread reads. Only
# what is said of a pack is asked for, and that is the same of a course.
async def putting(address: AddressedPack, request: Request) -> Putting:
    """Return what an address puts on a path, unread."""
    return Putting(address, request)


AddressedThing = Annotated[Putting, Depends(putting, scope="function")]


@router.get(CHOICE, name="onboarding.add_pack")
@router.get(COURSE_CHOICE, name="onboarding.add_course")
def show_paths(reader: Public, put: AddressedThing) -> Response:
    """Show the paths a pack or a course can be put on, or who makes paths."""
    return _page(put, put.thing(), reader)


@router.post(CHOICE, name="onboarding.put_pack")
@router.post(COURSE_CHOICE, name="onboarding.put_course")
def put_on(user: SignedIn, put: AddressedThing, data: SentForm) -> Response:
    """Put it at the end of a path, and go on to the desk of that path."""
    thing, bound = put.thing(), bind(ChosenPathForm, data)
    form = bound.value
    if form is None:
        return _page(put, thing, user, bound)
    path, organisation = get_path(put.session, form.path)
    require_editor(put.session, organisation, user)
    try:
        add_step(put.session, path, thing.kind, thing.slug)
    except (Conflict, NotFound) as error:
        sentence = gettext(error.message)
        return _page(put, thing, user, refused(bound, "path", sentence))
    desk = DESK.format(lang=put.lang, slug=organisation.slug)
    return see_other(f"{desk}/{path.slug}?said=added#steps")


def _page(
    put: Putting,
    thing: Thing,
    user: CurrentUser | None,
    bound: Bound[ChosenPathForm] | None = None,
) -> Response:
    choice = Choice(thing)
    if user is not None:
        choice = choice_of(put.session, thing, user.user_id, put.address.languages)
    context = {
        "choice": choice,
        "up": f"/{put.lang}/{put.folder}/{thing.slug}",
        "form": bound or empty(),
    }
    status = UNUSABLE if bound else 200
    return render(put.request, "onboarding/choose.html", context, status=status)
