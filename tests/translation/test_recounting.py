"""Counting only what an edit changed gives what counting everything gives."""

import random

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.models import Level, Pack, PackLanguage
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.queries import current_units
from app.texts.service import new_document, publish_text
from app.translation.models import TranslationState
from app.translation.pack_languages import refresh_pack_languages
from app.translation.recounting import recount_edit
from tests.factories.texts import body_units, new_module, publish
from tests.factories.translating import save
from tests.translation.test_nothing_is_lost import sentence

FIELDS = """\
title = "A pack"
summary = "What it is."
goals = ["A goal"]
"""


@pytest.fixture
def pack(session: Session) -> Pack:
    fields = new_document(session, DocumentKind.PACK, "en")
    publish_text(session, fields, NewText(FIELDS, "k"))
    pack = Pack(
        key="k",
        slug="k",
        document_id=fields.number,
        level=Level.BEGINNER,
        licence="CC-BY-SA-4.0",
    )
    session.add(pack)
    session.flush()
    return pack


def counts(session: Session, pack: Pack) -> dict[str, tuple[object, ...]]:
    found = select(PackLanguage).where(col(PackLanguage.pack_id) == pack.id)
    return {
        row.language: (row.units, row.current, row.outdated, row.reviewed, row.title)
        for row in session.scalars(found)
    }


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edit_the_counts_are_those_of_a_whole_count(
    session: Session, pack: Pack, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 (the same edits every time)
    module = new_module(session)
    module.part_of_id = pack.document_id
    texts = [sentence(n) for n in range(5)]
    past = []
    publish(session, module, *texts)
    refresh_pack_languages(session, pack)
    for turn in range(8):
        _translate_some(session, module, chance)
        refresh_pack_languages(session, pack)
        past.append(list(texts))
        texts = _edited(texts, past, chance, 100 * seed + turn)
        before = module.published_number
        publish(session, module, *texts)

        recount_edit(session, pack, module, before)

        counted = counts(session, pack)
        refresh_pack_languages(session, pack)
        session.expire_all()
        assert counted == counts(session, pack)


def _translate_some(session: Session, module: Document, chance: random.Random) -> None:
    for unit in body_units(session, module):
        for language in ("fr", "ar", "dag"):
            if chance.random() < 0.5:
                state = chance.choice(
                    [TranslationState.TRANSLATED, TranslationState.NEEDS_WORK]
                )
                text = f"{language} {chance.random()}"
                save(session, unit, text, language=language, state=state)


def _edited(
    texts: list[str], past: list[list[str]], chance: random.Random, new: int
) -> list[str]:
    texts = list(texts)
    at = chance.randrange(len(texts))
    match chance.choice(["edit", "add", "cut", "back"]):
        case "edit":
            texts[at] = texts[at].replace(" ", f" w{new} ", 1)
        case "add":
            texts.insert(at, sentence(500 + new))
        case "cut" if len(texts) > 1:
            del texts[at]
        case _:
            return list(chance.choice(past))
    return texts


def test_the_fields_of_a_pack_are_counted_with_their_words(
    session: Session, pack: Pack
) -> None:
    fields = session.get_one(Document, pack.document_id)
    save(session, current_units(session, fields.number)[0], "Un dossier")
    refresh_pack_languages(session, pack)
    before = fields.published_number
    publish_text(session, fields, NewText(FIELDS.replace("A pack", "The pack"), "k"))

    recount_edit(session, pack, fields, before)

    assert counts(session, pack)["en"][-1] == "The pack"
    assert counts(session, pack)["fr"][:3] == (3, 0, 1)
