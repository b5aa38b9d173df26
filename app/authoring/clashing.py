"""The page with two versions: every place both changed, and any mix of them.

The page holds all there is to save: its form sends the text in parts, some of which
are places with the words of both. Nothing is kept on the server meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace
from starlette.datastructures import FormData

from app.authoring.source import HEAD_FIELDS, form_values
from app.texts.differences import Span, word_diff
from app.texts.merging import Merge, Region, Side

# Beyond this many places the rest is one: a form has only so many fields.
MOST_PLACES = 50
MINE, THEIRS, BOTH = "mine", "theirs", "both"


class Part(Struct, frozen=True):
    """A run of lines, to be saved as `text`; a place where two clash has both."""

    number: int
    text: str
    mine: str = ""
    theirs: str = ""

    @property
    def is_place(self) -> bool:
        """Whether two people wrote different things here."""
        return self.mine != self.theirs

    @property
    def lines(self) -> int:
        """How many lines there are, the empty ones left out."""
        return sum(bool(line.strip()) for line in self.text.split("\n"))

    @property
    def spans(self) -> Sequence[Span]:
        """What tells the words of one from those of the other."""
        return word_diff(self.mine, self.theirs)

    @property
    def taken(self) -> str:
        """Whose words stand here now; "" for a mix."""
        kept = self.text.strip("\n")
        known = ((MINE, self.mine), (THEIRS, self.theirs), (BOTH, self._both()))
        return next((who for who, text in known if text.strip("\n") == kept), "")

    def with_words(self, who: str) -> "Part":
        """Return the place with the words of one of the two, or of both."""
        words = {MINE: self.mine, THEIRS: self.theirs, BOTH: self._both()}
        return replace(self, text=words.get(who, self.text))

    def _both(self) -> str:
        mine, theirs = self.mine.rstrip("\n"), self.theirs.lstrip("\n")
        return f"{mine}\n\n{theirs}"


class Versions(Struct, frozen=True):
    """All of a text in parts, and what the other person's fields say."""

    parts: tuple[Part, ...]
    theirs: Mapping[str, str]

    @property
    def places(self) -> list[Part]:
        """The parts where the two clash."""
        return [part for part in self.parts if part.is_place]


def versions_of_merge(merge: Merge) -> Versions:
    """Return the parts of a merge; where two clash, they begin with mine."""
    theirs = form_values(merge.theirs_first)
    head = len(merge.mine_first) - len(str(form_values(merge.mine_first)["body"]))
    parts = [
        Part(number, region.mine, *_both_of(region))
        for number, region in enumerate(_bounded(_behind(merge.regions, head)))
    ]
    return Versions(tuple(parts), {name: str(theirs[name]) for name in HEAD_FIELDS})


def versions_sent(data: FormData) -> Versions:
    """Return the parts a form has sent, with the words of one taken where asked."""
    parts = tuple(_sent_parts(data))
    who, _, number = str(data.get("do", "")).partition("-")
    parts = tuple(p.with_words(who) if str(p.number) == number else p for p in parts)
    theirs = {name: _sent(data, f"{THEIRS}-{name}") for name in HEAD_FIELDS}
    return Versions(parts, theirs)


def is_taking(data: FormData) -> bool:
    """Whether a form asks for the words of one of the two in some place."""
    who = str(data.get("do", "")).partition("-")[0]
    return "part-0" in data and who in {MINE, THEIRS, BOTH}


def with_body(data: FormData) -> FormData:
    """Return a form whose parts are one text again; others as they are."""
    if "part-0" not in data:
        return data
    body = "".join(part.text for part in versions_sent(data).parts)
    kept = [(name, value) for name, value in data.multi_items() if name != "body"]
    return FormData([*kept, ("body", body)])


def _behind(regions: Sequence[Region], head: int) -> Iterator[Region]:
    """Yield the regions of the Markdown: the fields before it are told as fields."""
    for region in regions:
        cut = min(head, len(region.mine))
        head -= cut
        rest = region.mine[cut:]
        if region.side != Side.CLASH:
            region = replace(region, mine=rest, theirs=rest)
        elif cut == len(region.mine) > 0:
            continue
        else:
            region = replace(region, mine=rest)
        if region.mine or region.theirs:
            yield region


def _bounded(regions: Iterator[Region]) -> Iterator[Region]:
    """Yield runs that clash and runs that do not, one after the other."""
    waiting: list[Region] = []
    places = 0
    for region in regions:
        is_clash = region.side == Side.CLASH
        is_other = waiting and (waiting[-1].side == Side.CLASH) != is_clash
        if is_other and places < MOST_PLACES:
            yield _joined(waiting)
            waiting = []
        places += is_clash
        waiting.append(region)
    if waiting:
        yield _joined(waiting)


def _joined(regions: Sequence[Region]) -> Region:
    mine = "".join(region.mine for region in regions)
    theirs = "".join(region.theirs for region in regions)
    is_clash = any(region.side == Side.CLASH for region in regions)
    return Region(Side.CLASH if is_clash else Side.NOBODY, mine, theirs)


def _both_of(region: Region) -> tuple[str, str]:
    return (region.mine, region.theirs) if region.side == Side.CLASH else ("", "")


def _sent_parts(data: FormData) -> Iterator[Part]:
    number = 0
    while (name := f"part-{number}") in data:
        both = (_sent(data, f"{who}-{number}") for who in (MINE, THEIRS))
        yield Part(number, _ended(_sent(data, name)), *both)
        number += 1


def _sent(data: FormData, name: str) -> str:
    return str(data.get(name, "")).replace("\r\n", "\n").replace("\r", "\n")


def _ended(text: str) -> str:
    """Return lines of which the last one ends too: another part follows."""
    return text if not text or text.endswith("\n") else f"{text}\n"
