"""Who may do what: pure functions over the grants somebody holds."""

from collections.abc import Iterable

from app.accounts.roles import (
    SCOPED_BY_LANGUAGE,
    SCOPED_BY_SKILL,
    Grant,
    Role,
    all_roles,
)


def has_role(grants: Iterable[Grant], role: Role) -> bool:
    """Tell whether the grants give a role, for everything or for anything."""
    return role in all_roles(grants)


def can_review(
    grants: Iterable[Grant], *, skills: Iterable[str], language: str
) -> bool:
    """Tell whether somebody may judge a text: one of its skills, in its language."""
    wanted = set(skills)
    return any(
        grant.role is Role.REVIEWER
        and (grant.skill is None or grant.skill in wanted)
        and grant.language in {None, language}
        for grant in grants
    )


def can_coordinate(grants: Iterable[Grant], *, language: str) -> bool:
    """Tell whether somebody may accept translations into a language."""
    return any(
        grant.role is Role.COORDINATOR and grant.language in {None, language}
        for grant in grants
    )


def can_grant(grants: Iterable[Grant], role: Role) -> bool:
    """Tell whether somebody may give or take a role.

    Stewards handle the roles below their own. Stewards and operators are named on
    the command line, so that no signed-in browser can make itself one.
    """
    return has_role(grants, Role.STEWARD) and role not in {
        Role.READER,
        Role.STEWARD,
        Role.OPERATOR,
    }


def fits_scope(grant: Grant) -> bool:
    """Tell whether a role can be limited the way this grant limits it."""
    skill_fits = grant.skill is None or grant.role in SCOPED_BY_SKILL
    language_fits = grant.language is None or grant.role in SCOPED_BY_LANGUAGE
    return grant.role is not Role.READER and skill_fits and language_fits
