"""Reading paths, their words, steps and cohorts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.onboarding.models import Cohort, JoinLink, Path, PathWords, Step
from app.packs.models import Course, CoursePack, Pack
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import fallback_chain
from app.projects.models import Organisation

NO_PATH = N_("There is no path here. Ask the organisation for its address.")
NO_STEP = N_("This step is not there any more. Open the page again.")
NO_COHORT = N_("This cohort is not there any more. Open the page again.")


def get_path(session: Session, slug: str) -> tuple[Path, Organisation]:
    """Return a path and whose it is; raise NotFound."""
    found = session.execute(
        select(Path, Organisation)
        .join(Organisation, col(Organisation.id) == col(Path.organisation_id))
        .where(col(Path.slug) == slug, col(Organisation.is_withdrawn).is_(False))
    ).first()
    if found is None:
        raise NotFound(NO_PATH)
    path, organisation = found
    return path, organisation


def paths_of(session: Session, organisation: Organisation) -> list[Path]:
    """Return the paths of an organisation, the first one first."""
    theirs = col(Path.organisation_id) == organisation.id
    return list(session.scalars(select(Path).where(theirs).order_by(col(Path.id))))


def listed_paths_of(session: Session, organisation: Organisation) -> list[Path]:
    """Return the paths an organisation shows on its page, the first one first."""
    return [path for path in paths_of(session, organisation) if path.is_listed]


def organisations_showing(
    session: Session, pack_key: str, pack_slug: str
) -> list[Organisation]:
    """Return who shows a path that leads through a pack, or its course, by name."""
    courses = (
        select(col(Course.key))
        .join(CoursePack, col(CoursePack.course_id) == col(Course.id))
        .where(col(CoursePack.pack_slug) == pack_slug)
    )
    steps = (
        select(col(Path.organisation_id))
        .join(Step, col(Step.path_id) == col(Path.id))
        .where(
            col(Path.is_listed),
            col(Step.removed_at).is_(None),
            (col(Step.pack_key) == pack_key) | col(Step.course_key).in_(courses),
        )
    )
    found = select(Organisation).where(
        col(Organisation.id).in_(steps), col(Organisation.is_withdrawn).is_(False)
    )
    ordered = found.order_by(col(Organisation.name), col(Organisation.id))
    return list(session.scalars(ordered))


def own_path(session: Session, organisation: Organisation, slug: str) -> Path:
    """Return a path of an organisation; raise NotFound."""
    found = select(Path).where(
        col(Path.slug) == slug, col(Path.organisation_id) == organisation.id
    )
    path = session.scalar(found)
    if path is None:
        raise NotFound(NO_PATH)
    return path


def all_words(session: Session, path: Path) -> dict[str, PathWords]:
    """Return what a path says, by language; that of the path itself comes first."""
    rows = session.scalars(
        select(PathWords)
        .where(col(PathWords.path_id) == path.id)
        .order_by(col(PathWords.language) != path.language, col(PathWords.language))
    )
    return {row.language: row for row in rows}


def best_words(session: Session, path: Path, languages: Sequence[str]) -> PathWords:
    """Return what a path says in the first language of a reader that it has."""
    known = all_words(session, path)
    order = (*languages, *fallback_chain(languages[0]), path.language)
    return next(known[code] for code in order if code in known)


def steps_of(session: Session, path: Path) -> list[Step]:
    """Return the steps of a path in order, without those taken out."""
    found = select(Step).where(
        col(Step.path_id) == path.id, col(Step.removed_at).is_(None)
    )
    return list(session.scalars(found.order_by(col(Step.position), col(Step.id))))


def packs_of_way(session: Session, sign: str) -> list[str]:
    """Return the keys of all packs of a path or course, withdrawn ones too.

    `sign` is what it is called for good (`app.onboarding.ways`).
    """
    kind, _, name = sign.partition(":")
    courses, packs = [name], []
    if kind == "path":
        path = session.scalar(select(Path).where(col(Path.slug) == name))
        steps = steps_of(session, path) if path else []
        packs = [step.pack_key for step in steps if step.pack_key]
        courses = [step.course_key for step in steps if step.course_key]
    found = (
        select(col(Pack.key))
        .join(CoursePack, col(CoursePack.pack_slug) == col(Pack.slug))
        .join(Course, col(Course.id) == col(CoursePack.course_id))
        .where(col(Course.key).in_(courses))
    )
    return [*packs, *session.scalars(found)]


def get_step(session: Session, path: Path, number: int) -> Step:
    """Return a step of a path, taken out or not; raise NotFound."""
    step = session.get(Step, number)
    if step is None or step.path_id != path.id:
        raise NotFound(NO_STEP)
    return step


def cohorts_of(session: Session, path: Path) -> list[Cohort]:
    """Return the cohorts of a path, the newest first."""
    found = select(Cohort).where(col(Cohort.path_id) == path.id)
    return list(session.scalars(found.order_by(col(Cohort.id).desc())))


def get_cohort(session: Session, path: Path, number: int) -> Cohort:
    """Return a cohort of a path; raise NotFound."""
    cohort = session.get(Cohort, number)
    if cohort is None or cohort.path_id != path.id:
        raise NotFound(NO_COHORT)
    return cohort


def links_of(session: Session, cohorts: Sequence[Cohort]) -> dict[int, list[JoinLink]]:
    """Return the join links of some cohorts that were not revoked, newest first."""
    ids = [cohort.id or 0 for cohort in cohorts]
    rows = session.scalars(
        select(JoinLink)
        .where(col(JoinLink.cohort_id).in_(ids), col(JoinLink.revoked_at).is_(None))
        .order_by(col(JoinLink.id).desc())
    )
    found: dict[int, list[JoinLink]] = {number: [] for number in ids}
    for row in rows:
        found[row.cohort_id].append(row)
    return found
