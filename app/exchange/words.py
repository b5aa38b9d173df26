"""What is said of peers and requests: skills, when they have time, how they fit.

Everything here returns words of the interface, ready to be shown.
"""

from collections.abc import Sequence

from markupsafe import Markup

from app.exchange.matching import Match, Nearness
from app.exchange.times import ANY_TIME, Times, parts_of
from app.packs.skills import SKILLS, TOP_SKILLS, finer_skills
from app.platform.formats import format_number
from app.platform.i18n import N_, catalog, current_locale, gettext, ngettext
from app.platform.languages import Language, find_language
from app.web.lists import listed
from app.web.templates import in_language

TIME_NAMES = {
    Times.MORNINGS: N_("Mornings"),
    Times.AFTERNOONS: N_("Afternoons"),
    Times.EVENINGS: N_("Evenings"),
    Times.WEEKEND_MORNINGS: N_("Weekend mornings"),
    Times.WEEKEND_AFTERNOONS: N_("Weekend afternoons"),
    Times.WEEKEND_EVENINGS: N_("Weekend evenings"),
}
NEARNESS = {
    Nearness.SAME: N_("the same skill"),
    Nearness.FINER: N_("a part of this skill"),
    Nearness.BROADER: N_("the skill-set this belongs to"),
}
MINUTES = 60
_LTR, _END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
# Every offset from UTC that is in use somewhere, in minutes.
OFFSETS = tuple(
    sorted(
        {
            *(hour * MINUTES for hour in range(-12, 15)),
            *(-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765),
        }
    )
)


def skill_name(slug: str) -> str:
    """Return what a skill is called; the slug of one that is gone."""
    skill = SKILLS.get(slug)
    return gettext(skill.name) if skill else slug


def skill_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the skills as a choice: each skill-set's name, and slugs with names.

    The first of a group is the skill-set itself.
    """
    return [
        (
            gettext(top.name),
            [(one.slug, gettext(one.name)) for one in (top, *finer_skills(top.slug))],
        )
        for top in TOP_SKILLS
    ]


def time_choices() -> list[tuple[str, str]]:
    """Return the parts of a week as boxes to tick: values and names."""
    return [(str(int(part)), gettext(name)) for part, name in TIME_NAMES.items()]


def offset_choices() -> list[tuple[str, str]]:
    """Return the offsets from UTC as a choice; the first says nothing."""
    unsaid = ("", gettext("I would rather not say"))
    return [unsaid, *((str(minutes), offset_said(minutes)) for minutes in OFFSETS)]


def offset_said(minutes: int) -> str:
    """Return an offset as it is written everywhere: `UTC+3`, `UTC−3:30`, `UTC`."""
    if not minutes:
        return "UTC"
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    hours, rest = divmod(abs(minutes), MINUTES)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def when_said(times: int, utc_offset: int | None) -> str:
    """Return when somebody has time, `Evenings · UTC+3`; nothing if they do not say."""
    if not times:
        return ""
    if times == ANY_TIME:
        said = gettext("At any time of the day")
    else:
        said = ", ".join(gettext(TIME_NAMES[part]) for part in parts_of(times))
    if utc_offset is None:
        return said
    # Isolated: signs and digits keep their order in a line from right to left.
    return f"{said} · {_LTR}{offset_said(utc_offset)}{_END}"


def hours_said(hours: int) -> str:
    """Return how much time somebody has; nothing where they did not say."""
    if not hours:
        return ""
    return ngettext(
        "%(num)s hour a month",
        "%(num)s hours a month",
        hours,
        num=format_number(hours),
    )


def languages_of(codes: Sequence[str]) -> list[Language]:
    """Return the languages of some codes, without those there are none of."""
    found = [find_language(code) for code in codes]
    return [language for language in found if language]


def autonyms(codes: Sequence[str]) -> Markup:
    """Return languages by their own names as a list in a sentence."""
    known = languages_of(codes)
    return listed(in_language(Markup.escape(one.autonym), one) for one in known)


def fit_said(fit: Match) -> list[Markup]:
    """Return how somebody fits: the skill, the languages, the hours in common.

    Who shares no language is told so; hours are left out where one did not say.
    """
    said = [_plain(gettext(NEARNESS[fit.nearness])), _languages_in_common(fit)]
    if fit.hours is not None:
        said.append(_plain(_hours_in_common(fit.hours)))
    return said


def _languages_in_common(fit: Match) -> Markup:
    if not fit.languages:
        return _plain(gettext("no language in common"))
    # Escaped before it is filled: a message is plain text.
    message = catalog(current_locale()).gettext("in %(languages)s")
    return _plain(message) % {"languages": autonyms(fit.languages)}


def _hours_in_common(hours: int) -> str:
    if not hours:
        return gettext("at other times of the week")
    return ngettext(
        "%(num)s hour a week in common",
        "%(num)s hours a week in common",
        hours,
        num=format_number(hours),
    )


def _plain(text: str) -> Markup:
    return Markup.escape(text)
