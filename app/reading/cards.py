"""Cards: a pack, course or project in a list, in the language that suits the reader."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.levels import LEVEL_NAMES
from app.packs.models import Level, PackLanguage, PackProject
from app.packs.queries import PackRow, card_languages, main_skills
from app.platform import formats
from app.platform.i18n import gettext, ngettext
from app.platform.languages import Language, get_language
from app.projects.models import Project
from app.reading.covers import Cover, covers_of
from app.reading.languages import best_row, row_in


class PackCard(Struct, frozen=True):
    """A pack in a list, before its facts are put in words."""

    pack: PackRow
    title: str
    summary: str
    language: Language
    skill: str
    built_from: str
    language_count: int
    percent: int
    cover: Cover | None = None

    @property
    def key(self) -> str:
        """What its weave is made from."""
        return self.pack.key


class ShownCard(Struct, frozen=True):
    """A pack card as the component wants it."""

    href: str
    title: str
    summary: str
    skill: str
    key: str
    built_from: str
    facts: list[tuple[str, str]]
    language: Language | None
    cover: Cover | None


def pack_cards(
    session: Session, packs: Sequence[PackRow], languages: Sequence[str]
) -> list[PackCard]:
    """Return the cards of some packs, in their order."""
    ids = [pack.id for pack in packs]
    rows = card_languages(session, ids)
    skills = main_skills(session, ids)
    projects, covers = _main_projects(session, ids), covers_of(session, packs)
    cards = (
        _card(
            pack,
            rows[pack.id],
            languages,
            skill=skills.get(pack.id, ""),
            project=projects.get(pack.id, ""),
        )
        for pack in packs
    )
    return [replace(card, cover=covers.get(card.key)) for card in cards]


def _main_projects(session: Session, pack_ids: Sequence[int]) -> dict[int, str]:
    """Return the title of the first project of each pack."""
    statement = (
        select(col(PackProject.pack_id), col(Project.title))
        .join(Project, col(Project.id) == col(PackProject.project_id))
        .where(
            col(PackProject.pack_id).in_(pack_ids),
            col(Project.is_withdrawn).is_(False),
        )
        .order_by(col(PackProject.position).desc())
    )
    return {pack_id: title for pack_id, title in session.execute(statement)}  # noqa: C416 (typed rows)


def _card(
    pack: PackRow,
    rows: Sequence[PackLanguage],
    languages: Sequence[str],
    *,
    skill: str,
    project: str,
) -> PackCard:
    best = best_row(rows, (*languages, pack.source_language))
    here = row_in(rows, languages[0])
    return PackCard(
        pack=pack,
        title=best.title if best else pack.slug,
        summary=best.summary if best else "",
        language=get_language(best.language if best else pack.source_language),
        skill=skill,
        built_from=project,
        language_count=len(rows),
        percent=here.percent if here else 0,
    )


def shown(card: PackCard, page: Language) -> ShownCard:
    """Put a card in the words of the interface, for a page in a language."""
    pack = card.pack
    languages = ngettext("%(num)s language", "%(num)s languages", card.language_count)
    if card.percent < 100:
        share = formats.format_percent(card.percent)
        part = gettext("%(percent)s in this language", percent=share)
        languages = part if card.percent else gettext("Not in this language yet")
    facts = [
        ("clock", formats.format_minutes(pack.minutes)),
        ("activity", gettext(LEVEL_NAMES[Level(pack.level)])),
        ("language", languages),
    ]
    if pack.text_bytes:
        # The lightest of each file counts, as in a search and its filters.
        whole = pack.text_bytes + pack.media_bytes
        facts.append(("data", formats.format_bytes(whole)))
    return ShownCard(
        href=f"/{page.code}/packs/{pack.slug}",
        title=card.title,
        summary=card.summary,
        skill=card.skill,
        key=card.key,
        built_from=card.built_from,
        cover=card.cover,
        facts=facts,
        language=None if card.language.code == page.code else card.language,
    )
