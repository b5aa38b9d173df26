"""The workbench as a page shows it: numbers, filters, a page of rows, the open unit."""

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session

from app.platform.errors import NotFound
from app.platform.i18n import N_, gettext
from app.platform.languages import get_language
from app.texts.variables import mask
from app.translation.desk.address import Address
from app.translation.desk.clips import Clip, Heard, clip_of
from app.translation.desk.listing import Listing, counts, listing
from app.translation.desk.marks import SHOW_LABELS, Mark, Place, Show
from app.translation.desk.opened import Case, Opened, open_unit
from app.translation.desk.places import Only, Wording, places, wordings_at
from app.translation.desk.problems import faults_of
from app.translation.desk.subjects import Part, Subject
from app.translation.desk.titles import Title, titles_of
from app.translation.desk.view import Bar, Desk, Row, Sheet, Tab
from app.translation.permissions import May

PER_PAGE = 50


class Worker(Struct, frozen=True):
    """Who works here, and what they may do."""

    user_id: int | None
    may: May


class Board:
    """Reads what a page of the workbench needs, each thing once."""

    def __init__(
        self, session: Session, subject: Subject, address: Address, worker: Worker
    ) -> None:
        self.session = session
        self.subject = subject
        self.address = address
        self.worker = worker

    @cached_property
    def every(self) -> list[Place]:
        """Every unit that is counted together with these, in page order."""
        scope = self.subject.scope(self.address.part)
        only = Only([part.document_id for part in scope])
        return places(self.session, self.subject, self.address.target, only)

    @cached_property
    def listing(self) -> Listing:
        """The units that the filter of the address shows."""
        keys = [part.key for part in self.subject.parts]
        part = keys.index(self.address.part) if self.address.part in keys else None
        user_id = self.worker.user_id
        return listing(self.every, self.address.filter, part=part, user_id=user_id)

    def place(self, unit_id: str, *, suggestions: bool = True) -> Place:
        """Return a unit of the subject; raise NotFound."""
        only = Only(self.subject.document_ids, unit_id, suggestions)
        found = places(self.session, self.subject, self.address.target, only)
        if not found:
            raise NotFound(N_("This unit is no longer part of the text."))
        return found[0]

    def is_settled(self, place: Place) -> bool:
        """Tell whether a unit is approved, and not by somebody like this one: then
        what they write is a suggestion, and the approved text stays in force.
        """
        return place.mark == Mark.REVIEWED and not self.worker.may.approve

    def number(self, place: Place) -> str:
        """Return what a unit is called here: its module's number and its own."""
        part = self.subject.parts[place.part]
        if len(self.subject.parts) == 1 or part.clip:
            return str(place.position)
        return f"{part.number}.{place.position}"

    def desk(
        self, *, page: int = 1, unit_id: str = "", typed: str | None = None
    ) -> Desk:
        """Return a page of units; with `unit_id`, the one where that unit is.

        The unit is open, or the first one of the page, with what was `typed`.
        """
        sheet, shown = self._sheet(page, unit_id)
        first = shown[0] if shown else None
        place = next((p for p in shown if p.unit_id == unit_id), first)
        glance = self.glance(place, typed=typed)
        return replace(glance, rows=self.listed(shown), sheet=sheet)

    def glance(self, place: Place | None, *, typed: str | None = None) -> Desk:
        """Return the numbers and the open unit, without a page of units."""
        return Desk(
            address=self.address,
            source=get_language(self.address.source),
            target=get_language(self.address.target),
            reader=f"/{self.address.target}/{self.subject.path}".rstrip("/"),
            languages=self.subject.languages_in(self.address.lang),
            title=self.title,
            may=self.worker.may,
            counts=self.counts,
            bar=self._bar(),
            percent=100 * self._done // max(1, len(self.every)),
            tabs=self._tabs(),
            parts=self._parts(),
            opened=self._opened(place, typed) if place else None,
            clip=self.clip,
        )

    def listed(self, shown: Sequence[Place]) -> list[Row]:
        """Return units as they are listed."""
        wordings = self.wordings(shown)
        return [self._row(place, wordings[place.unit_id]) for place in shown]

    def wording(self, place: Place) -> Wording:
        """Return the words of a unit."""
        return self.wordings([place])[place.unit_id]

    @cached_property
    def clip(self) -> Clip | None:
        """The video or sound whose cues these are."""
        part = self.subject.scope(self.address.part)[0]
        return clip_of(self.session, self.subject, part, self.address.target)

    @cached_property
    def counts(self) -> dict[Show, int]:
        """How many units each filter shows, over the whole subject."""
        return counts(self.every, self.worker.user_id)

    def _row(self, place: Place, wording: Wording) -> Row:
        return Row(
            unit_id=place.unit_id,
            number=self.number(place),
            mark=place.mark,
            source=mask(wording.source).text,
            language=get_language(wording.language),
            text=wording.text,
            heard=self._heard(place),
            faults=faults_of(self.session, place, wording, self.address.target),
        )

    def _heard(self, place: Place) -> Heard | None:
        """Return when a cue is heard; None for what is no cue."""
        times = self.clip.times if self.clip else ()
        return times[place.position - 1] if place.position <= len(times) else None

    def _opened(self, place: Place, typed: str | None) -> Opened:
        before, after = self._neighbours(place)
        words = self.wordings([p for p in (place, before, after) if p])
        around = [words[p.unit_id].source if p else "" for p in (before, after)]
        case = Case(
            address=self.address,
            part=self.subject.parts[place.part],
            place=place,
            number=self.number(place),
            wording=words[place.unit_id],
            beside=(mask(around[0]).text, mask(around[1]).text),
            is_settled=self.is_settled(place),
            typed=typed,
            heard=self._heard(place),
        )
        return open_unit(self.session, case)

    def _neighbours(self, place: Place) -> tuple[Place | None, Place | None]:
        """Return the units before and after one in its part."""
        index = next(
            i for i, one in enumerate(self.every) if one.unit_id == place.unit_id
        )
        before = self.every[index - 1] if place.position > 1 else None
        after = next(iter(self.every[index + 1 : index + 2]), None)
        return before, after if after and after.part == place.part else None

    def wordings(self, shown: Sequence[Place]) -> dict[str, Wording]:
        return wordings_at(self.session, shown, self.subject, self.address.source)

    @cached_property
    def title(self) -> Title:
        """What the subject is called, in the language of the page."""
        document_id = self.subject.parts[0].document_id
        return titles_of(self.session, [document_id], self.address.lang)[document_id]

    def _sheet(self, page: int, unit_id: str) -> tuple[Sheet, Sequence[Place]]:
        shown = self.listing.shown
        index = self.listing.index_of(unit_id) if unit_id else None
        if unit_id and index is None and (place := self.listing.find(unit_id)):
            # Not what the filter shows, and still what was asked for: on top.
            shown = [place, *shown]
            index = 0
        pages = max(1, -(-len(shown) // PER_PAGE))
        number = min(page if index is None else index // PER_PAGE + 1, pages)
        start = (number - 1) * PER_PAGE
        sheet = Sheet(number, pages)
        return sheet, shown[start : start + PER_PAGE]

    @cached_property
    def _done(self) -> int:
        return sum(p.mark in {Mark.TRANSLATED, Mark.REVIEWED} for p in self.every)

    def _bar(self) -> Bar:
        whole = max(1, len(self.every))
        marks = [place.mark for place in self.every]
        reviewed = 100 * marks.count(Mark.REVIEWED) // whole
        return Bar(
            reviewed=reviewed,
            translated=100 * self._done // whole - reviewed,
            outdated=100 * marks.count(Mark.OUTDATED) // whole,
        )

    def _tabs(self) -> list[Tab]:
        found = self.counts
        return [
            Tab(
                self.address.show(show),
                gettext(SHOW_LABELS[show]),
                found[show],
                show == self.address.filter,
            )
            for show in Show
        ]

    def _parts(self) -> list[Tab]:
        if len(self.subject.parts) == 1:
            return []
        counted = self.subject.scope(self.address.part)
        left = [place.part for place in self.every if place.mark != Mark.REVIEWED]
        return [
            Tab(
                self.address.of_part(part.key),
                _part_label(part),
                left.count(index) if part in counted and not part.clip else None,
                part.key == self.address.part,
            )
            for index, part in enumerate(self.subject.parts)
        ]


def _part_label(part: Part) -> str:
    if part.clip:
        return gettext("Subtitles: %(name)s", name=part.clip)
    if part.number:
        return gettext("Module %(number)s", number=part.number)
    return gettext("About it")
