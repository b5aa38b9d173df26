"""What an author is told before publishing, besides what has to be mended."""

from msgspec import Struct, field
from sqlmodel import Session

from app.authoring.freshness.drafted import DraftLink, links_in
from app.authoring.importing.drafting import empty_lines
from app.authoring.outdating import outdating
from app.authoring.wording import Wording, wording_within_limits
from app.media.models import MediaKind
from app.reading.loading import OpenModule
from app.texts.models import Document
from app.texts.segments import split_front_matter

# Questions and tasks take their time too.
FAR_APART = 2


class Readiness(Struct, frozen=True):
    """What is worth a look. `silent` are films of the text that have no captions.

    `units` of the text become outdated in `languages`; `said` minutes are what the
    module promises; `links` lead out of this site; `empty` places of the text, its
    head among it, still say what belongs there.
    """

    wording: Wording = field(default_factory=Wording)
    empty: int = 0
    said: int = 0
    silent: tuple[tuple[int, str], ...] = ()
    units: int = 0
    languages: int = 0
    links: tuple[DraftLink, ...] = ()

    def links_that(self, state: str) -> list[DraftLink]:
        """Return the links that lead out, of one state."""
        return [link for link in self.links if link.state == state]

    @property
    def is_longer_than_said(self) -> bool:
        """Whether reading alone takes much longer than the module promises."""
        return self.wording.minutes > max(self.said * FAR_APART, self.said + 5)


def readiness_of(
    session: Session, opened: OpenModule, document: Document, text: str
) -> Readiness:
    """Return what an author is told about a text that has no faults."""
    fields, body, _ = split_front_matter(text)
    # As in `checks.problems_of`: the lines are those of the field.
    shown = body.removeprefix("\n")
    changed = outdating(session, opened, document, text)
    minutes = fields.get("minutes")
    wording = wording_within_limits(shown)
    return Readiness(
        wording=wording,
        empty=len(empty_lines(text)),
        said=minutes if isinstance(minutes, int) else 0,
        silent=tuple(_silent(opened, shown)),
        units=len(changed.units),
        languages=changed.languages,
        links=tuple(links_in(session, wording.links)),
    )


def _silent(opened: OpenModule, body: str) -> list[tuple[int, str]]:
    """Return the lines of films that nobody who cannot hear could follow."""
    found = []
    media = opened.opened.view.media
    for number, line in enumerate(body.split("\n"), 1):
        if not line.startswith("::: video") or "file=" not in line:
            continue
        name = line.partition("file=")[2].split()[0].strip('"')
        group = media.get(name)
        is_film = group is not None and group.item.kind is MediaKind.VIDEO
        if group is not None and is_film and not group.captions:
            found.append((number, group.item.title or name))
    return found
