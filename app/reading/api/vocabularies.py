"""Skills and languages, for programs."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Path
from msgspec import Struct
from starlette.responses import Response

from app.accounts.access import Public
from app.exchange.totals import asked_by_skill, offered_by_skill
from app.packs.queries import skill_totals
from app.packs.skills import SKILLS
from app.packs.skills import Skill as SkillNode
from app.platform.errors import NotFound
from app.platform.i18n import N_, catalog, interface_locales
from app.platform.languages import Language as KnownLanguage
from app.platform.languages import all_languages, best_match, find_language
from app.reading.api.asking import (
    FALLBACK,
    ITEM_PROBLEMS,
    LIST_PROBLEMS,
    Asked,
    AskedPage,
    Asking,
    Question,
    api_router,
    page_of,
    text_in,
)
from app.reading.api.schemas import Language, Page, Skill

Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$", examples=["budgeting"])]
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,40}$", examples=["sw"])]
NAMED = "Passalong contributors"
T = TypeVar("T")
Row = TypeVar("Row")

router = api_router("skills and languages")


@router.get(
    "/skills", name="api.skills", response_model=Page[Skill], responses=LIST_PROBLEMS
)
def list_skills(_reader: Public, question: Asking, asked: AskedPage) -> Response:
    """List the skill tree, skill-sets before what is under them."""
    totals = _totals(question)

    def item(node: SkillNode) -> Skill:
        return _skill(question, node, totals)

    return question.answer(_slice(list(SKILLS.values()), asked, item))


@router.get(
    "/skills/{slug}", name="api.skill", response_model=Skill, responses=ITEM_PROBLEMS
)
def show_skill(_reader: Public, slug: Slug, question: Asking) -> Response:
    """Return a skill."""
    node = SKILLS.get(slug)
    if node is None:
        raise NotFound(N_("There is no such skill."))
    return question.answer(_skill(question, node, _totals(question)))


@router.get(
    "/languages",
    name="api.languages",
    response_model=Page[Language],
    responses=LIST_PROBLEMS,
)
def list_languages(_reader: Public, question: Asking, asked: AskedPage) -> Response:
    """List the languages that content may be in."""
    known = sorted(all_languages(), key=lambda language: language.code)
    return question.answer(_slice(known, asked, lambda one: _language(question, one)))


@router.get(
    "/languages/{code}",
    name="api.language",
    response_model=Language,
    responses=ITEM_PROBLEMS,
)
def show_language(_reader: Public, code: Code, question: Asking) -> Response:
    """Return a language by its code or BCP 47 tag."""
    language = find_language(code)
    if language is None or language.pseudo:
        raise NotFound(N_("We do not know this language. Try another address."))
    return question.answer(_language(question, language))


def _slice(rows: Sequence[Row], asked: Asked, item: Callable[[Row], T]) -> Page[T]:
    numbered = list(enumerate(rows, 1))[asked.after : asked.after + asked.limit + 1]
    return page_of(
        numbered,
        asked,
        lambda pair: pair[0],
        lambda kept: [item(row) for _, row in kept],
    )


class _Totals(Struct, frozen=True):
    """By skill: how many packs teach it, people offer it, open requests want it."""

    packs: dict[str, tuple[int, int]]
    offered: dict[str, int]
    asked: dict[str, int]


def _totals(question: Question) -> _Totals:
    session = question.session
    return _Totals(
        packs=skill_totals(session, ""),
        offered=offered_by_skill(session),
        asked=asked_by_skill(session),
    )


def _skill(question: Question, node: SkillNode, totals: _Totals) -> Skill:
    locale = best_match(question.languages, interface_locales()) or FALLBACK
    name = catalog(locale).gettext(node.name)
    return Skill(
        id=node.slug,
        url=f"{question.site}/skills/{node.slug}",
        attribution=f"{name}, {NAMED}",
        name=text_in(name, locale),
        parent=node.parent,
        packs=totals.packs.get(node.slug, (0, 0))[0],
        wikidata=node.wikidata,
        offered=totals.offered.get(node.slug, 0),
        asked=totals.asked.get(node.slug, 0),
    )


def _language(question: Question, language: KnownLanguage) -> Language:
    site = question.site.rpartition("/")[0]
    return Language(
        id=language.code,
        url=f"{site}/{language.code}/",
        attribution=NAMED,
        tag=language.tag,
        autonym=language.autonym,
        name=language.name,
        script=language.script,
        direction=language.direction,
    )
