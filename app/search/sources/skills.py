"""The skill tree, as things to be found by their name in every interface language."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from app.packs.skills import SKILLS, Skill
from app.platform.i18n import (
    SOURCE_LOCALE,
    catalog,
    find_messages,
    interface_locales,
)
from app.platform.ids import text_hash
from app.search.index import EntityKind
from app.search.sources.documents import (
    DERIVATION,
    Facts,
    Made,
    Piece,
    Stamps,
    Thing,
    key_of,
)


class SkillSource:
    """All skills."""

    kind = EntityKind.SKILL

    def groups(
        self, _session: Session, among: Collection[str] | None = None
    ) -> list[str]:
        """Return the skills there are, of some or of all."""
        if among is not None:
            return [group for group in among if key_of(group) in SKILLS]
        return [f"skill:{slug}" for slug in SKILLS]

    def stamps(self, _session: Session, groups: Collection[str]) -> Stamps:
        """Return the stamps of some skills."""
        skills = {
            group: SKILLS[key_of(group)] for group in groups if key_of(group) in SKILLS
        }
        wanted = {skill.name for skill in skills.values()}
        known = {code: find_messages(code, wanted) for code in interface_locales()}
        return {entity: {entity: _stamp(one, known)} for entity, one in skills.items()}

    def things(
        self, session: Session, groups: Collection[str] | None = None
    ) -> list[Thing]:
        """Return some skills, or all."""
        wanted = self.groups(session) if groups is None else groups
        return [
            Thing(
                entity=entity,
                group=entity,
                kind=self.kind,
                path=f"skills/{key_of(entity)}",
                stamp=stamps[entity],
                source_language=SOURCE_LOCALE,
                facts=Facts(
                    languages=dict.fromkeys(interface_locales(), 100),
                    skills=[key_of(entity)],
                ),
                key=key_of(entity),
            )
            for entity, stamps in self.stamps(session, list(wanted)).items()
        ]

    def pieces(
        self, _session: Session, group: str, _entities: Collection[str]
    ) -> dict[str, Made]:
        """Return a skill's name in every interface language."""
        skill = SKILLS[key_of(group)]
        above = SKILLS[skill.parent].name if skill.parent else ""
        return {
            group: Made(
                tuple(
                    Piece(language, _in(language, skill.name), _in(language, above))
                    for language in interface_locales()
                )
            )
        }


def _in(language: str, name: str) -> str:
    return catalog(language).gettext(name) if name else ""


def _stamp(skill: Skill, known: Mapping[str, Mapping[str, str]]) -> str:
    names = "\n".join(names.get(skill.name, skill.name) for names in known.values())
    return f"{DERIVATION}.{text_hash(names)[:16]}"
