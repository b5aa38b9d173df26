"""The search, for programs: the same cards as on the page, as JSON."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.responses import Response

from app.accounts.access import Public
from app.packs.models import Level, ModuleKind
from app.packs.skills import SKILLS
from app.platform.languages import find_language, get_language
from app.reading.api.asking import (
    LIST_PROBLEMS,
    MAX_CURSOR,
    Asking,
    api_router,
    read_cursor,
    refuse,
    write_cursor,
)
from app.reading.api.schemas import Item, Schema, Share
from app.search.answering.results import (
    PER_PAGE,
    Asked,
    Card,
    ClipHit,
    Results,
    Sort,
    Tab,
    Words,
)
from app.search.service import SearchService
from app.search.words.query import MAX_QUERY_CHARACTERS, parse

MAX_VALUES = 20
MAX_PAGES = 100
NAMED = "Passalong contributors"
# Characters of a value before it is even looked at.
Value = Annotated[str, Field(min_length=1, max_length=100)]
Values = Annotated[list[Value], Field(max_length=MAX_VALUES)]

router = api_router("search")


class Marked(Schema):
    """A text with what matched between `<mark>`; everything else is escaped."""

    text: str
    html: str
    language: str
    direction: str


class Section(Schema):
    """A part of a module that matched."""

    url: str
    module: int = Field(description="Number of the module in its pack.")
    title: Marked
    snippet: Marked | None


class Moment(Schema):
    """A second of a video or sound at which something is said."""

    url: str = Field(description="Opens the player at that second.")
    seconds: int
    text: str
    language: str


class Result(Item):
    """Something that was found; `id` is its kind and its own id."""

    kind: str
    title: Marked
    snippet: Marked | None
    minutes: int
    text_bytes: int
    languages: list[Share]
    sections: list[Section]
    moments: list[Moment]


class SearchAnswer(Schema):
    """What was found, the best first."""

    query: str
    corrected: str = Field(description="What was looked for instead, if anything.")
    notice: str = Field(description="Says when the answer is not all it should be.")
    total: int
    is_capped: bool = Field(description="Whether there are more than `total`.")
    counts: dict[str, int] = Field(description="How many there are of each `type`.")
    items: list[Result]
    next: str | None = Field(description="What to give as `cursor` for more.")


class SearchQuery(BaseModel):
    """What is looked for. Values of one filter widen, filters narrow."""

    model_config = ConfigDict(extra="ignore")

    q: str = Field(
        default="",
        max_length=MAX_QUERY_CHARACTERS,
        description='Words; "a phrase"; -without this.',
        examples=["budget"],
    )
    lang: str | None = Field(default=None, max_length=40, examples=["en"])
    type: Tab = Field(default=Tab.EVERYTHING, examples=["packs"])
    skill: Values = Field(default=[], examples=[["budgeting"]])
    format: Values = Field(default=[], description="Such as `video`.")
    language: Values = Field(default=[], description="Codes of languages to be in.")
    level: list[Level] = Field(default=[], max_length=MAX_VALUES)
    part: list[ModuleKind] = Field(default=[], max_length=MAX_VALUES)
    owner: Values = Field(
        default=[], description="`project:<id>` or `organisation:<id>`."
    )
    minutes: int = Field(default=0, ge=0, le=100_000, description="At most; 0: any.")
    kilobytes: int = Field(default=0, ge=0, le=10**9, description="At most; 0: any.")
    partial: bool = Field(default=True, description="Also what is partly translated.")
    sort: Sort = Field(default=Sort.BEST)
    cursor: str | None = Field(default=None, max_length=MAX_CURSOR)

    @field_validator("skill")
    @classmethod
    def _known_skills(cls, value: list[str]) -> list[str]:
        if any(slug not in SKILLS for slug in value):
            raise ValueError("there is no such skill")
        return value

    @field_validator("language")
    @classmethod
    def _known_languages(cls, value: list[str]) -> list[str]:
        found = [find_language(code) for code in value]
        if any(one is None or one.pseudo for one in found):
            raise ValueError("there is no such language")
        return [one.code for one in found if one]

    def asked(self, reader_languages: tuple[str, ...], page: int) -> Asked:
        """Return the search as the service takes it."""
        return Asked(
            text=parse(self.q).raw.strip(),
            reader_languages=reader_languages,
            tab=self.type,
            skills=frozenset(self.skill),
            formats=frozenset(self.format),
            languages=frozenset(self.language),
            levels=frozenset(self.level),
            parts=frozenset(self.part),
            owners=frozenset(self.owner),
            minutes=self.minutes,
            kilobytes=self.kilobytes,
            include_partial=self.partial,
            sort=self.sort,
            page=page,
        )


@router.get(
    "/search", name="api.search", response_model=SearchAnswer, responses=LIST_PROBLEMS
)
def search(
    _reader: Public, question: Asking, query: Annotated[SearchQuery, Query()]
) -> Response:
    """Find packs, their sections and moments, projects, courses and skills."""
    page = read_cursor(query.cursor) if query.cursor else 1
    if not 1 <= page <= MAX_PAGES:
        raise refuse("cursor")
    asked = query.asked(question.languages, page)
    service: SearchService = question.request.app.state.search
    with service.turn():
        results = service.answer(question.session, asked)
        response = question.answer(_answer(results, page, question.site))
    if results.notice:
        response.headers["Cache-Control"] = "no-store"
    return response


def _answer(results: Results, page: int, api: str) -> SearchAnswer:
    site = api.rpartition("/")[0]
    is_more = page * PER_PAGE < results.total and page < MAX_PAGES
    return SearchAnswer(
        query=results.asked.text,
        corrected=results.corrected,
        notice=results.notice,
        total=results.total,
        is_capped=results.is_capped,
        counts={tab.value or "all": count for tab, count in results.tabs.items()},
        items=[_result(card, site) for card in results.cards],
        next=write_cursor(page + 1) if is_more else None,
    )


def _result(card: Card, site: str) -> Result:
    title = _marked(card.title)
    return Result(
        id=card.entity,
        url=f"{site}{card.href}",
        attribution=f"{title.text}, {NAMED}",
        kind=card.kind,
        title=title,
        snippet=_marked(card.snippet) if card.snippet else None,
        minutes=card.minutes,
        text_bytes=card.bytes,
        languages=[
            Share(language=one.language.code, percent=one.percent)
            for one in card.languages
        ],
        sections=[
            Section(
                url=f"{site}{one.href}",
                module=one.number,
                title=_marked(one.title),
                snippet=_marked(one.snippet) if one.snippet else None,
            )
            for one in card.sections
        ],
        moments=[moment for clip in card.clips for moment in _moments(clip, site)],
    )


def _moments(clip: ClipHit, site: str) -> list[Moment]:
    return [
        Moment(
            url=f"{site}{one.href}",
            seconds=one.seconds,
            text=" ".join(cue.text.striptags() for cue in one.cues),
            language=one.language.tag,
        )
        for one in clip.moments
    ]


def _marked(words: Words) -> Marked:
    language = get_language(words.language.code)
    return Marked(
        text=words.html.striptags(),
        html=str(words.html),
        language=language.tag,
        direction=language.direction,
    )
