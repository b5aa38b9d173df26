"""What the form of a block shows: its fields, and what the pack has to choose from."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from pydantic import BaseModel

from app.authoring.blocks.kinds import KINDS, Kind
from app.authoring.blocks.places import Place, places
from app.authoring.blocks.writing import MOST_COLUMNS, MOST_ROWS, Values
from app.authoring.pack_files import with_drafts
from app.platform.errors import NotFound
from app.platform.i18n import N_, gettext
from app.reading.loading import OpenModule
from app.texts.segments import split_front_matter
from app.web.forms import Bound

LEAST_ROWS, LEAST_COLUMNS = 4, 3
MORE = 3
_BY_GROUP = {"video", "audio", "slides"}

Choices = Sequence[tuple[str, str]]


class BlockForm(Struct, frozen=True):
    """The form of a block. `raw` is the Markdown it stands for, where it has one.

    `before` is the line it goes before, 0 for the end; `line` the one of the block
    that it takes the place of, 0 for none. `wanted` asks for more rows or columns.
    """

    kind: Kind
    bound: Bound[BaseModel]
    offers: Mapping[str, Choices]
    raw: str = ""
    before: int = 0
    line: int = 0
    wanted: str = ""

    @property
    def rows(self) -> int:
        """How many rows there are to fill in: those that are, and a few more."""
        used = max(self._numbers("item-", "option-", "cell-"), default=0)
        return self._shown("rows", used, LEAST_ROWS, MOST_ROWS)

    @property
    def columns(self) -> int:
        """How many columns a table has."""
        used = max(self._numbers("cell-1-"), default=0)
        return self._shown("columns", used, LEAST_COLUMNS, MOST_COLUMNS)

    def _shown(self, name: str, used: int, least: int, most: int) -> int:
        asked = self.bound.first(name)
        said = int(asked) if asked.isascii() and asked.isdecimal() else 0
        least = max(used, least) if used else least
        wished = max(said, least) + MORE * (self.wanted == name)
        return min(wished if said else max(used + 1, least), most)

    def _numbers(self, *starts: str) -> Iterator[int]:
        for name, texts in self.bound.raw.items():
            for start in starts:
                number = name.removeprefix(start).partition("-")[0]
                if name.startswith(start) and number.isdecimal() and any(texts):
                    yield int(number)


def get_kind(name: str) -> Kind:
    """Return a kind of block; raise NotFound."""
    kind = KINDS.get(name)
    if kind is None:
        raise NotFound(N_("There is no block of this name."))
    return kind


def bound_to(
    values: Values, errors: Mapping[str, str] | None = None
) -> Bound[BaseModel]:
    """Return a form that shows these values, and what is wrong with them."""
    return Bound(None, errors or {}, values)


def offers_of(opened: OpenModule, kind: Kind, chosen: Values) -> dict[str, Choices]:
    """Return what each choice of a block's form offers, by the name of its field.

    Files that only drafts show are among them. What is chosen already is offered too,
    whether the pack has it or not.
    """
    opened = with_drafts(opened)
    found: dict[str, Choices] = {}
    for field in kind.fields:
        if not (field.choices or field.offers):
            continue
        offered = [(value, gettext(words)) for value, words in field.choices]
        offered += _offered(opened, field.offers)
        now = (chosen.get(field.name) or [""])[-1]
        if now and now not in dict(offered):
            offered.insert(0, (now, now))
        found[field.name] = offered
    return found


def _offered(opened: OpenModule, kind: str) -> Iterator[tuple[str, str]]:
    view = opened.opened.view
    if kind == "source":
        yield from ((source.key, source.title) for source in view.sources)
    for name, group in sorted(view.media.items()) if kind else ():
        is_slides = kind == "slides" and group.pages
        if not is_slides and group.item.kind != kind:
            continue
        if kind in _BY_GROUP:
            yield name, group.item.title
            continue
        file = group.variants[0] if group.variants else None
        if file is not None:
            yield file.file_name, group.item.title


def places_of(text: str) -> list[tuple[Place, str]]:
    """Return the places of a module's file with what they are called."""
    body = split_front_matter(text)[1]
    return [(place, place_words(place)) for place in places(body)]


def place_words(place: Place) -> str:
    """Return how a list of places names one: its heading, or its first words."""
    if place.kind == "heading":
        return place.words
    kind = KINDS.get(place.kind)
    title = gettext(kind.title) if kind else place.kind
    if not place.words:
        return title
    return gettext("%(block)s: %(words)s", block=title, words=place.words)
