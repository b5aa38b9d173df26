"""The desk of an organisation: its paths, and the totals of each."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.onboarding.counting import count
from app.onboarding.dependencies import Desk, OpenDesk, OpenPathDesk, PathDesk
from app.onboarding.desk_page import Sent, group_of, path_desk_page
from app.onboarding.forms import ListingForm, PathForm, WordsForm
from app.onboarding.queries import best_words, paths_of
from app.onboarding.service import Words, list_path, make_path, say
from app.onboarding.sheet import language_name, sheet
from app.onboarding.stops import path_steps
from app.platform.errors import Conflict, Invalid
from app.platform.i18n import N_, gettext
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

DESK = "/{lang}/organisations/{slug}/onboarding"
PATH = DESK + "/{path}"
UNUSABLE = 422

router = page_router()
# The number of a cohort, `-` for who came without one, `others` for small ones.
Chosen = Annotated[str | None, Query(alias="cohort", pattern=r"^(|-|others|\d{1,9})$")]
_OTHERS = "others"


@router.get(DESK, name="onboarding.desk")
def show_desk(_user: SignedIn, desk: OpenDesk) -> Response:
    """Show the paths of an organisation."""
    return _desk(desk, None)


@router.post(DESK, name="onboarding.make")
def make(_user: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Make a path and go on to its desk."""
    form = bind(PathForm, data)
    if form.value is None:
        return _desk(desk, form)
    try:
        words = _words(form.value)
        path = make_path(desk.session, desk.organisation, form.value.slug, words)
    except Conflict as error:
        return _desk(desk, refused(form, "slug", gettext(error.message)))
    return see_other(f"{desk.home}/{path.slug}?said=made")


@router.get(PATH, name="onboarding.path_desk")
def show_path_desk(
    _user: SignedIn, opened: OpenPathDesk, chosen: Chosen = None
) -> Response:
    """Show the totals of a path, and everything it is made of."""
    return shown(opened, chosen=chosen)


@router.post(PATH, name="onboarding.say")
def keep_words(_user: SignedIn, opened: OpenPathDesk, data: SentForm) -> Response:
    """Keep what a path says in a language."""
    form = bind(WordsForm, data)
    if form.value is None:
        return shown(opened, sent=Sent(words=form))
    say(opened.session, opened.path, _words(form.value))
    return see_other(f"{opened.home}?said=kept#words")


@router.post(PATH + "/listing", name="onboarding.list")
def list_or_not(_user: SignedIn, opened: OpenPathDesk, data: SentForm) -> Response:
    """Show the path on the page of its organisation, or no longer."""
    form = bind(ListingForm, data).value
    if form is None:
        raise Invalid(N_("Choose one of the answers shown."))
    list_path(opened.session, opened.path, is_listed=form.listing == "show")
    return see_other(f"{opened.home}?said={form.listing}#listing")


@router.get(PATH + "/totals.csv", name="onboarding.sheet")
def download(_user: SignedIn, opened: OpenPathDesk, chosen: Chosen = None) -> Response:
    """Give the totals that the desk shows as a table."""
    steps = path_steps(opened.session, opened.path, opened.desk.languages)
    desk = count(opened.session, opened.path, steps)
    key = _key(chosen)
    data = sheet(group_of(desk, key), desk if key is None else None, steps)
    named = {
        "Content-Disposition": f'attachment; filename="{opened.path.slug}.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type="text/csv; charset=utf-8", headers=named)


def shown(
    opened: PathDesk,
    *,
    chosen: str | None = None,
    sent: Sent | None = None,
) -> Response:
    """Return the desk of a path, with forms that could not be used."""
    asked = opened.desk.request.query_params
    page = path_desk_page(opened, _key(chosen), sent=sent, said=asked.get("said", ""))
    code = asked.get("language", page.words.language)
    words = page.written.get(code, page.words)
    undo = asked.get("step", "")
    context = {
        "page": page,
        "language_name_of": language_name,
        "undo": undo if undo.isdecimal() else "",
        "empty_form": Bound(None),
        "words_form": empty(words.model_dump()),
    }
    status = UNUSABLE if sent else 200
    return render(
        opened.desk.request, "onboarding/path_desk.html", context, status=status
    )


def _key(chosen: str | None) -> str | None:
    if not chosen:
        return None
    return "" if chosen == _OTHERS else chosen


def _desk(desk: Desk, form: Bound[PathForm] | None) -> Response:
    paths = [
        (path, best_words(desk.session, path, desk.languages))
        for path in paths_of(desk.session, desk.organisation)
    ]
    context = {
        "organisation": desk.organisation,
        "home": desk.home,
        "paths": paths,
        "form": form or Bound(None, raw={"language": [desk.lang]}),
    }
    status = UNUSABLE if form else 200
    return render(desk.request, "onboarding/desk.html", context, status=status)


def _words(form: WordsForm) -> Words:
    return Words(form.language, form.title, form.welcome, form.ask)
