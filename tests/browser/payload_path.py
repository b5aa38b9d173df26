"""A path in hostile words, before payloads are looked for."""

from collections.abc import Iterable

from sqlmodel import Session

from app.accounts.models import User
from app.onboarding.cohorts import add_cohort
from app.onboarding.models import Cohort, Sharing
from app.onboarding.models import PathLearner as Taking
from app.onboarding.pinning import keep_version
from app.onboarding.service import Words, add_step, list_path, make_path
from app.projects.queries import get_organisation
from tests.browser.pages import COURSE, ORGANISATION, TRANSLATED_PACK
from tests.security.asking import PATH

WORDS = "<img src=x onerror=__xss=1>"


def lay_path(session: Session, people: Iterable[User]) -> None:
    """Make a path with a version kept, a cohort with a link, and people on it."""
    organisation = get_organisation(session, ORGANISATION)
    path = make_path(session, organisation, PATH, Words("en", *[f"New {WORDS}"] * 3))
    list_path(session, path, is_listed=True)
    keep_version(session, add_step(session, path, "pack", TRANSLATED_PACK))
    add_step(session, path, "course", COURSE)
    cohort = Cohort(path_id=path.number, name=f"Spring {WORDS}")
    link = add_cohort(session, cohort, most=None)
    link.token = "a" * 32
    for number, person in enumerate(people):
        mark = f"{'a' * 23}{chr(ord('a') + number)}"
        taking = Taking(path_id=path.number, mark=mark, language="en")
        taking.user_id, taking.sharing = person.number, Sharing.STEPS
        taking.cohort_id, taking.wants_reminders = cohort.id, True
        session.add(taking)
