"""What waits for somebody, one list for each kind of work, all in the same shape."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.about.service import count_waiting, waiting_packs
from app.authoring.filters import Filters
from app.authoring.freshness.queries import count_stale, stale_modules
from app.authoring.models import ReviewState
from app.authoring.queries import count_queue, queue
from app.authoring.suggesting.queries import count_open, open_suggestions
from app.authoring.talking.queries import count_problems, open_problems
from app.packs.models import Module, Pack
from app.platform import clock
from app.platform.i18n import N_, gettext, ngettext
from app.texts.models import Document
from app.texts.reading import UnitText
from app.translation.desk.titles import Title, titles_of
from app.translation.queries import unit_texts

PER_PAGE = 30


class Entry(Struct, frozen=True):
    """A line of the queue. `title` is a module's; without one, `page` is an address.

    `path` is where to decide, after the language; `days` how long it waits; `module`
    is the module's document, 0 for what is of none.
    """

    path: str
    title: UnitText | None
    page: str
    text: str
    who: str | None
    claimed_by: str | None
    since: datetime
    is_sent_back: bool = False
    module: int = 0

    @property
    def days(self) -> int:
        """How many whole days it has waited."""
        return (clock.now() - self.since).days


class Titles(Struct, frozen=True):
    """The titles of modules and packs in the languages of who asks."""

    session: Session
    languages: tuple[str, ...]

    def of(self, document_id: int) -> UnitText:
        """Return the title of a module or a pack."""
        document = self.session.get_one(Document, document_id)
        return unit_texts(self.session, document, self.languages, limit=1)[0]


class Kind(Struct, frozen=True):
    """A list of the queue: its name, how many wait, and those of one page."""

    name: str
    label: str
    count: Callable[[Session, Filters], int]
    entries: Callable[[Titles, Filters, int], Iterator[Entry]]


def _reviews(titles: Titles, filters: Filters, offset: int) -> Iterator[Entry]:
    rows = queue(titles.session, filters, limit=PER_PAGE, offset=offset)
    for row in rows:
        yield Entry(
            path=f"review/{row.review_id}",
            title=titles.of(row.document_id),
            module=row.document_id,
            page="",
            text=row.message,
            who=row.asked_by,
            claimed_by=row.claimed_by,
            since=row.created_at,
            is_sent_back=row.state == ReviewState.CHANGE_ASKED,
        )


def _abouts(titles: Titles, filters: Filters, offset: int) -> Iterator[Entry]:
    rows = waiting_packs(titles.session, filters, limit=PER_PAGE, offset=offset)
    for row in rows:
        yield Entry(
            path=f"edit/{row.slug}/about",
            title=titles.of(row.document_id),
            page="",
            text=row.message,
            who=row.author,
            claimed_by=None,
            since=row.since,
        )


def _suggestions(titles: Titles, filters: Filters, offset: int) -> Iterator[Entry]:
    rows = open_suggestions(titles.session, filters, limit=PER_PAGE, offset=offset)
    for row in rows:
        suggestion = row.suggestion
        yield Entry(
            path=f"suggestions/{suggestion.number}",
            title=titles.of(suggestion.document_id),
            module=suggestion.document_id,
            page="",
            text=suggestion.reason,
            who=row.author,
            claimed_by=row.claimed_by,
            since=suggestion.created_at,
        )


def _problems(titles: Titles, filters: Filters, offset: int) -> Iterator[Entry]:
    rows = open_problems(titles.session, filters, limit=PER_PAGE, offset=offset)
    for row in rows:
        document_id = row.thread.document_id
        yield Entry(
            path=f"talk/{row.thread.number}",
            title=titles.of(document_id) if document_id else None,
            module=document_id or 0,
            page=row.thread.path,
            text=row.text,
            who=row.author,
            claimed_by=row.claimed_by,
            since=row.thread.created_at,
        )


def _checks(titles: Titles, filters: Filters, offset: int) -> Iterator[Entry]:
    rows = stale_modules(titles.session, filters, limit=PER_PAGE, offset=offset)
    for row in rows:
        broken = ngettext(
            "%(num)s link is broken.", "%(num)s links are broken.", row.broken
        )
        day = row.checked_on
        checked = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
        yield Entry(
            path=f"edit/{row.pack_slug}/{row.number}/checked",
            title=titles.of(row.document_id),
            module=row.document_id,
            page="",
            text=broken if row.broken else gettext("Nobody checked it for a year."),
            who=None,
            claimed_by=None,
            since=checked or row.since,
        )


def packs_of(
    session: Session, entries: Sequence[Entry], language: str
) -> dict[int, Title]:
    """Return the titles of the packs of some modules, by the module's document."""
    found = session.execute(
        select(col(Module.document_id), col(Pack.document_id))
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .where(col(Module.document_id).in_([one.module for one in entries]))
    )
    packs = dict(found.all())
    titles = titles_of(session, list(packs.values()), language)
    return {module: titles[pack] for module, pack in packs.items()}


KINDS = (
    Kind("reviews", N_("Drafts"), count_queue, _reviews),
    Kind("packs", N_("About packs"), count_waiting, _abouts),
    Kind("suggestions", N_("Suggested changes"), count_open, _suggestions),
    Kind("problems", N_("Reported problems"), count_problems, _problems),
    Kind("checks", N_("To be checked"), count_stale, _checks),
)
