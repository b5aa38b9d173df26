"""What the search page shows besides the hits: addresses, tabs, chips, numbers."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from app.platform import formats
from app.platform.i18n import N_, gettext, ngettext
from app.platform.languages import Language
from app.search.answering.results import PER_PAGE, Asked, Card, Results, Sort, Tab
from app.search.filters import (
    TITLES,
    Segment,
    ShownFacet,
    chosen_filters,
    durations,
    shown_facets,
    sizes,
)
from app.search.forms import without, without_filters, write_query
from app.search.index import EntityKind
from app.wishes.pages import asking_path

# What changes on the page while somebody types: parts that stand on the page too.
ANSWER = "search/_answer.html"
TABS: dict[Tab, str] = {
    Tab.EVERYTHING: N_("Everything"),
    Tab.PACKS: N_("Packs"),
    Tab.MODULES: N_("Modules"),
    Tab.VIDEOS: N_("Videos"),
    Tab.TUTORIALS: N_("Tutorials"),
    Tab.WORKSHEETS: N_("Worksheets"),
    Tab.PROJECTS: N_("Projects"),
    Tab.COURSES: N_("Courses"),
    Tab.ORGANISATIONS: N_("People and organisations"),
}
SORTS: dict[Sort, str] = {
    Sort.BEST: N_("Best match"),
    Sort.NEWEST: N_("Newest"),
    Sort.SHORTEST: N_("Shortest"),
    Sort.LEAST_DATA: N_("Least data"),
}


class TabLink(Struct, frozen=True):
    """A kind of result, how many there are, and where they are shown."""

    href: str
    text: str
    current: bool
    count: str


class Chip(Struct, frozen=True):
    """A filter that is on, and the address without it."""

    href: str
    label: str
    language: Language | None


class Relaxed(Struct, frozen=True):
    """A filter without which there are results."""

    href: str
    label: str
    count: int


class Asking(Struct, frozen=True):
    """Where a thing is asked for in another language, and where it is translated.

    `people` have asked already, when they are enough to be told.
    """

    ask: str
    translate: str
    people: int


class SearchView(Struct, frozen=True, dict=True):
    """A search and its answer, ready for its templates; `root` is such as `/en`.

    `people` is how many asked for a pack in the language of the page, by its key.
    `everything` shows all values of each filter. `is_cut` when the words asked for
    were more than anybody looks for.
    """

    root: str
    asked: Asked
    results: Results
    people: Mapping[str, int] = field(default_factory=dict)
    everything: bool = False
    is_cut: bool = False

    @cached_property
    def base(self) -> str:
        """The address of the search page."""
        return f"{self.root}/search"

    def address(self, asked: Asked) -> str:
        """Return where a search is shown."""
        return f"{self.base}{write_query(asked)}"

    @property
    def here(self) -> str:
        """The one address of this search."""
        return self.address(self.asked)

    @cached_property
    def query(self) -> str:
        """The query string of this search, for its other pages and parts."""
        return write_query(replace(self.asked, page=1))

    @property
    def is_asked(self) -> bool:
        """Whether there are words to look for."""
        return bool(self.asked.text)

    @property
    def tabs(self) -> list[TabLink]:
        """The kinds of results with their numbers."""
        return [
            TabLink(
                self.address(replace(self.asked, tab=tab, page=1)),
                gettext(name),
                tab == self.asked.tab,
                formats.format_number(self.results.tabs.get(tab, 0)),
            )
            for tab, name in TABS.items()
        ]

    @cached_property
    def facets(self) -> list[ShownFacet]:
        """The filters that have anything to choose."""
        return shown_facets(self.results, everything=self.everything)

    @property
    def durations(self) -> list[Segment]:
        """The choices for the time needed."""
        return durations(self.asked)

    @property
    def sizes(self) -> list[Segment]:
        """The choices for the data needed."""
        return sizes(self.asked)

    @property
    def sorts(self) -> list[Segment]:
        """The orders of the results."""
        chosen = self.asked.sort
        return [Segment(s.value, gettext(n), s == chosen) for s, n in SORTS.items()]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters that are on."""
        return [
            Chip(f"{self.address(one.rest)}#results", one.label, one.language)
            for one in chosen_filters(self.results)
        ]

    @property
    def cleared(self) -> str:
        """The query string without any filter."""
        return write_query(without_filters(self.asked))

    @property
    def relaxed(self) -> list[Relaxed]:
        """The filters to drop when nothing is left, the costliest first."""
        return [
            Relaxed(
                self.address(without(self.asked, name)), gettext(TITLES[name]), count
            )
            for name, count in self.results.relaxing
        ]

    @property
    def literal(self) -> str:
        """The address that looks for the words exactly as they were typed."""
        quoted = '"' + self.asked.text.replace('"', " ").strip() + '"'
        return self.address(replace(self.asked, text=quoted, page=1))

    @property
    def wanted_language(self) -> Language | None:
        """The one language that was looked in, None for several or any."""
        wanted = [chip.language for chip in self.chips if chip.language]
        return wanted[0] if len(wanted) == 1 else None

    @property
    def ask_for_topic(self) -> str:
        """Where a reader says that this topic is missing, in which language."""
        language = self.wanted_language.code if self.wanted_language else ""
        return asking_path(self.root, text=self.asked.text, language=language)

    def asking(self, card: Card) -> Asking | None:
        """Return where a thing is asked for in the language it is not in yet."""
        if card.missing is None:
            return None
        language = card.missing.code
        ask = asking_path(
            self.root, text=self.asked.text, language=language, about=card.entity
        )
        pack = card.href if card.kind == EntityKind.PACK else (card.parent or ("",))[0]
        is_pack = pack.startswith(f"{self.root}/packs/")
        pair = f"{card.title.language.code}/{language}"
        slug = pack.rpartition("/")[2]
        translate = f"{self.root}/translate/{slug}/{pair}" if is_pack else ""
        people = self.people.get(card.entity.partition(":")[2], 0)
        return Asking(ask, translate, people)

    @property
    def counted(self) -> str:
        """How many results there are, in words."""
        total = self.results.total
        if self.results.is_capped:
            number = formats.format_number(total)
            return gettext("More than %(number)s results", number=number)
        return ngettext("%(num)s result", "%(num)s results", total)

    @property
    def said(self) -> str:
        """What is said when the results have changed."""
        names = ", ".join(chip.label for chip in self.chips)
        if not names:
            return self.counted
        return gettext(
            "%(results)s. Filtered by %(filters)s", results=self.counted, filters=names
        )

    @property
    def first(self) -> int:
        """The number of the first result on this page."""
        return (self.asked.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last result on this page."""
        return self.first + len(self.results.cards) - 1

    @property
    def following(self) -> int:
        """How many more results the next page brings."""
        return max(0, min(PER_PAGE, self.results.total - self.last))

    @property
    def next_query(self) -> str:
        """The query string of the next page."""
        return write_query(replace(self.asked, page=self.asked.page + 1))

    @property
    def previous(self) -> str:
        """The address of the page before, or of the last one there is."""
        page = min(self.asked.page - 1, max(1, self.results.pages))
        return self.address(replace(self.asked, page=page))
