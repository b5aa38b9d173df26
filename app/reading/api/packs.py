"""Packs and their modules, for programs."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path, Query
from sqlalchemy import select
from sqlmodel import col
from starlette.responses import Response

from app.accounts.access import Public
from app.packs.models import Module as ModuleRow
from app.packs.models import Pack as PackTable
from app.packs.models import PublicState
from app.packs.queries import (
    PackRow,
    card_languages,
    credited_names,
    find_pack_by_key,
    packs_after,
    packs_by_id,
)
from app.packs.skills import SKILLS
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.reading.api.asking import (
    ITEM_PROBLEMS,
    LIST_PROBLEMS,
    AskedPage,
    Asking,
    Question,
    api_router,
    page_of,
    refuse,
    text_in,
    words,
)
from app.reading.api.schemas import Module, Pack, PackDetails, Page, Share, Words
from app.reading.cards import PackCard, pack_cards
from app.reading.pack_view import PackView, build_pack_view
from app.texts.models import Document
from app.translation.queries import unit_texts

Key = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$", examples=["sg1sv9"])]
ModuleKey = Annotated[str, Path(pattern=r"^m[1-9][0-9]{0,3}$", examples=["m1"])]
Skill = Annotated[
    str | None,
    Query(description="Slug of a skill.", max_length=80, examples=["budgeting"]),
]
NO_PACK = N_("There is no pack here. It may have moved: try a search.")

router = api_router("packs")


@router.get(
    "/packs", name="api.packs", response_model=Page[Pack], responses=LIST_PROBLEMS
)
def list_packs(
    _reader: Public, question: Asking, asked: AskedPage, skill: Skill = None
) -> Response:
    """List the packs that readers get, in the order they came."""
    if skill is not None and skill not in SKILLS:
        raise refuse("skill")
    rows = packs_after(
        question.session, asked.after, limit=asked.limit + 1, skill=skill
    )
    page = page_of(rows, asked, lambda row: row.id, lambda kept: packs(question, kept))
    return question.answer(page)


@router.get(
    "/packs/{key}", name="api.pack", response_model=PackDetails, responses=ITEM_PROBLEMS
)
def show_pack(_reader: Public, key: Key, question: Asking) -> Response:
    """Return a pack with its goals and modules."""
    view, pack = _opened(question, key)
    details = PackDetails(
        **pack.model_dump(),
        goals=[words(goal) for goal in view.goals],
        skills=list(view.skills),
        modules=_stations(view, pack),
    )
    return question.answer(details)


@router.get(
    "/packs/{key}/modules/{module}",
    name="api.module",
    response_model=Module,
    responses=ITEM_PROBLEMS,
)
def show_module(
    _reader: Public, key: Key, module: ModuleKey, question: Asking
) -> Response:
    """Return one module of a pack."""
    view, pack = _opened(question, key)
    for found in _stations(view, pack):
        if found.id == f"{key}/{module}":
            return question.answer(found)
    raise NotFound(N_("This pack has no module with that number."))


@router.get(
    "/modules", name="api.modules", response_model=Page[Module], responses=LIST_PROBLEMS
)
def list_modules(_reader: Public, question: Asking, asked: AskedPage) -> Response:
    """List the modules of all packs, in the order they came."""
    is_live = col(PackTable.state) == PublicState.PUBLISHED
    found = (
        select(ModuleRow)
        .join(PackTable, col(PackTable.id) == col(ModuleRow.pack_id))
        .where(
            col(ModuleRow.id) > asked.after,
            col(ModuleRow.is_withdrawn).is_(False),
            is_live,
        )
    )
    ordered = found.order_by(col(ModuleRow.id)).limit(asked.limit + 1)
    rows = list(question.session.scalars(ordered))
    page = page_of(
        rows, asked, lambda row: row.id or 0, lambda kept: _modules(question, kept)
    )
    return question.answer(page)


def packs(question: Question, rows: Sequence[PackRow]) -> list[Pack]:
    """Return packs as programs get them, in their order."""
    ids = [row.id for row in rows]
    shares = card_languages(question.session, ids)
    names = credited_names(question.session, ids)
    return [
        _pack(
            question,
            card,
            [
                Share(language=one.language, percent=one.percent)
                for one in shares[card.pack.id]
            ],
            names[card.pack.id],
        )
        for card in pack_cards(question.session, rows, question.languages)
    ]


def _pack(
    question: Question, card: PackCard, shares: list[Share], names: Sequence[str]
) -> Pack:
    row = card.pack
    return Pack(
        id=row.key,
        url=f"{question.site}/packs/{row.slug}",
        attribution=f"{card.title}, {', '.join(names)}",
        slug=row.slug,
        title=text_in(card.title, card.language.code),
        summary=text_in(card.summary, card.language.code),
        level=row.level,
        minutes=row.minutes,
        module_count=row.module_count,
        text_bytes=row.text_bytes,
        skill=card.skill,
        source_language=row.source_language,
        languages=shares,
        published_at=row.published_at,
        updated_at=row.updated_at,
    )


def _opened(question: Question, key: str) -> tuple[PackView, Pack]:
    found = find_pack_by_key(question.session, key)
    if found is None or found.id is None or found.state != PublicState.PUBLISHED:
        raise NotFound(NO_PACK)
    view = build_pack_view(question.session, found, question.languages)
    rows = packs_by_id(question.session, [found.id])
    return view, packs(question, list(rows.values()))[0]


def _stations(view: PackView, pack: Pack) -> list[Module]:
    return [_module(one.module, words(one.title), pack) for one in view.stations]


def _modules(question: Question, rows: Sequence[ModuleRow]) -> list[Module]:
    known = packs_by_id(question.session, {row.pack_id for row in rows})
    shown = dict(zip(known, packs(question, list(known.values())), strict=True))
    return [
        _module(row, _title(question, row), shown[row.pack_id])
        for row in rows
        if row.pack_id in shown
    ]


def _title(question: Question, row: ModuleRow) -> Words:
    document = question.session.get_one(Document, row.document_id)
    return words(unit_texts(question.session, document, question.languages, limit=1)[0])


def _module(row: ModuleRow, title: Words, pack: Pack) -> Module:
    return Module(
        id=f"{pack.id}/{row.key}",
        url=f"{pack.url}/{row.number}",
        attribution=pack.attribution,
        pack=pack.id,
        number=row.number,
        kind=row.kind,
        minutes=row.minutes,
        title=title,
    )
