"""What only a look at languages and organisations can tell of a peer's form."""

from sqlmodel import Session

from app.exchange.forms.offering import ProfileForm
from app.exchange.offering import Profile, named_organisations
from app.exchange.spoken import MOST_LANGUAGES, Spoken, read_languages
from app.exchange.times import times_of
from app.platform.i18n import gettext
from app.platform.languages import find_language
from app.web.forms import Bound, refused


def checked_profile(
    session: Session, bound: Bound[ProfileForm]
) -> Profile | Bound[ProfileForm]:
    """Return what can be kept, or the form with what is wrong beside its fields."""
    form = bound.value
    if form is None:
        return bound
    spoken = read_languages(form.languages)
    wrong = language_problem(spoken, is_needed=form.listed)
    if wrong:
        bound = refused(bound, "languages", wrong)
    organisation_id = None
    if form.organisation:
        organisation_id, problem = _organisation(session, form.organisation)
        if problem:
            bound = refused(bound, "organisation", problem)
    if bound.errors:
        return bound
    about_language = find_language(form.about_language)
    return Profile(
        about=form.about,
        about_language=about_language.code if about_language and form.about else "",
        languages=spoken.codes,
        country=form.country,
        organisation_id=organisation_id,
        hours=form.hours,
        times=times_of(form.times),
        utc_offset=form.utc_offset,
        is_listed=form.listed,
        wants_matches=form.wants_matches,
    )


def language_problem(spoken: Spoken, *, is_needed: bool) -> str:
    """Return what is wrong with a line of languages; nothing if it can be used."""
    if spoken.unknown:
        return gettext(
            "We do not know “%(name)s”. Write the name of a language, or its code.",
            name=spoken.unknown[0],
        )
    if len(spoken.codes) > MOST_LANGUAGES:
        return gettext("Write at most %(most)s languages.", most=MOST_LANGUAGES)
    if is_needed and not spoken.codes:
        return gettext("Write at least one language.")
    return ""


def _organisation(session: Session, text: str) -> tuple[int | None, str]:
    """Return the organisation of a name, or what to say where it is not clear."""
    found = named_organisations(session, text)
    if len(found) == 1:
        return found[0].id, ""
    if not found:
        return None, gettext(
            "There is no organisation of this name here. Leave this empty, or look it "
            "up in the list of organisations."
        )
    names = " · ".join(one.name for one in found)
    return None, gettext("Which of these do you mean? %(names)s", names=names)
