"""What somebody has achieved: the pack of a statement, or a course."""

from collections.abc import Sequence

from sqlmodel import Session
from starlette.requests import Request

from app.learning.addresses import pack_path
from app.learning.models import Statement
from app.learning.pack_facts import PackFacts, packs_by_key
from app.learning.queries import finished_dates
from app.learning.statements import NoStatement, get_statement
from app.learning.words import Words
from app.packs.queries import get_course, packs_by_slug
from app.packs.skills import top_skill
from app.platform.errors import Forbidden
from app.platform.i18n import N_, gettext, interface_locales, use_locale
from app.platform.languages import fallback_chain
from app.reading.record_view import CourseView, build_course_view
from app.recognition.credentials import Achievement
from app.recognition.models import BadgeKind
from app.recognition.queries import finished_courses
from app.recognition.service import Achieved
from app.texts.models import Document
from app.texts.queries import published_at

PACK_TAKEN = N_(
    "Every module of the learning pack was gone through, in the version named here, "
    "and marked as done. There was no examination."
)
COURSE_TAKEN = N_(
    "Every required pack of the course was gone through and all its modules marked as "
    "done. There was no examination."
)


class CourseOpen(Forbidden):
    """A badge was asked for before every required pack is finished."""

    def __init__(self) -> None:
        super().__init__(
            N_("Some packs of this course are still open, so there is no badge yet.")
        )


def own_statement(session: Session, user_id: int, token: str) -> Statement:
    """Return a statement somebody made with their account; raise NoStatement."""
    statement = get_statement(session, token)
    if statement.user_id != user_id:
        raise NoStatement
    return statement


def pack_achieved(session: Session, request: Request, statement: Statement) -> Achieved:
    """Return what a statement says as an achievement; raise NoStatement."""
    language = statement.language
    found = packs_by_key(session, [statement.pack_key], language)
    pack: PackFacts | None = found.get(statement.pack_key)
    if pack is None:
        raise NoStatement
    goals = [goal.text for goal in Words.of(request, session, language).goals(pack)]
    about = Achievement(
        kind=BadgeKind.PACK,
        key=pack.key,
        path=pack_path(language, pack.slug),
        skill=pack.skill,
        title=statement.pack_title,
        description=pack.summary,
        criteria=_criteria(PACK_TAKEN, language, goals),
        language=language,
        version=statement.pack_version,
        version_on=statement.version_on,
    )
    return Achieved(about, statement.completed_on)


def course_achieved(
    session: Session, user_id: int, slug: str, language: str
) -> Achieved:
    """Return a course as an achievement; raise NotFound or CourseOpen."""
    course = get_course(session, slug)
    if all(one.key != course.key for one in finished_courses(session, user_id)):
        raise CourseOpen
    view = build_course_view(session, course, [language])
    cards = [step.card for step in view.steps if step.card and step.is_required]
    finished = finished_dates(session, user_id)
    document = session.get_one(Document, course.document_id)
    read_in = view.title.language
    about = Achievement(
        kind=BadgeKind.COURSE,
        key=course.key,
        path=f"/{read_in}/courses/{course.slug}",
        skill="",
        title=view.title.text,
        description=view.summary.text,
        criteria=_criteria(COURSE_TAKEN, read_in, [card.title for card in cards]),
        language=read_in,
        version=_course_version(session, document, view),
        version_on=published_at(session, [course.document_id]).date(),
    )
    return Achieved(about, max(finished[card.key] for card in cards).date())


def weave_of(about_skill: str) -> str:
    """Return the skill-set whose yarn a badge's pattern has."""
    return top_skill(about_skill).slug if about_skill else ""


def _course_version(session: Session, document: Document, view: CourseView) -> str:
    slugs = [step.slug for step in view.steps if step.card and step.is_required]
    packs = packs_by_slug(session, slugs)
    facts = packs_by_key(session, [pack.key for pack in packs.values()], "en")
    numbers = [one.revision_number for one in facts.values()]
    return ".".join(map(str, (document.published_number, *numbers)))


def _criteria(sentence: str, language: str, points: Sequence[str]) -> str:
    """Return what it took, as Markdown, in a language of ours near the badge's."""
    chain = (language, *fallback_chain(language))
    spoken = [code for code in chain if code in interface_locales()]
    with use_locale(spoken[0] if spoken else "en"):
        said = gettext(sentence)
    return "\n".join([said, "", *(f"- {point}" for point in points)])
