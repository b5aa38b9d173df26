"""The line of stations of a pack: where it comes from, and what became of it."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from app.platform import formats
from app.platform.i18n import gettext, ngettext
from app.platform.languages import get_language
from app.projects.models import Organisation
from app.projects.repeats import repeats_of
from app.reading.loading import OpenPack
from app.reading.record_view import place_words

ISOLATED = Markup("<bdi>{}</bdi>")
PROJECT = Markup('<a href="{}"><bdi>{}</bdi></a>')


class Origin(Struct, frozen=True):
    """A station of where a pack comes from."""

    title: str
    text: str
    href: str | None
    here: bool = False


def line_of(opened: OpenPack, users: Sequence[Organisation]) -> Iterator[Origin]:
    """Yield the stations; `users` take their newcomers through the pack."""
    yield from _origins(opened)
    yield from _done_again(opened)
    yield from _uses(opened, users)


def _uses(opened: OpenPack, users: Sequence[Organisation]) -> Iterator[Origin]:
    """Yield the station of what became of a pack, where something did."""
    if not users:
        return
    title = ngettext(
        "Used by %(num)s organisation", "Used by %(num)s organisations", len(users)
    )
    names = Markup(" · ").join(ISOLATED.format(one.name) for one in users[:3])
    only = f"/{users[0].slug}" if len(users) == 1 else ""
    yield Origin(title, names, f"/{opened.page.code}/organisations{only}")


def _origins(opened: OpenPack) -> Iterator[Origin]:
    view = opened.view
    root = f"/{opened.page.code}"
    if view.projects:
        project = view.projects[0]
        when = project.ends or project.starts
        place = [place_words(project), formats.format_date(when) if when else ""]
        # Isolated, or a place and a date in two scripts change places.
        where = Markup(", ").join(ISOLATED.format(part) for part in place if part)
        yield Origin(project.title, where, f"{root}/projects/{project.slug}")
        if project.report_url:
            yield Origin(
                gettext("Its report"), project.report_title, project.report_url
            )
    changed = formats.format_date(view.pack.updated_at)
    text = gettext("Last changed %(date)s", date=changed)
    yield Origin(gettext("This pack"), text, None, here=True)
    translations = len(view.languages) - 1
    if translations:
        title = ngettext("%(num)s translation", "%(num)s translations", translations)
        names = [
            get_language(row.language).autonym
            for row in view.languages
            if row.language != view.source_language
        ]
        yield Origin(title, " · ".join(names[:3]), f"{opened.base}/languages")


def _done_again(opened: OpenPack) -> Iterator[Origin]:
    """Yield the projects that did again what a pack was made from, as one station."""
    content, own = opened.content, [project.slug for project in opened.view.projects]
    found = content.once(
        ("done again", tuple(own)), lambda: repeats_of(content.session, own)
    )
    if later := [project for project in found if project.slug not in own]:
        title = ngettext(
            "%(num)s project did it again", "%(num)s projects did it again", len(later)
        )
        root = f"/{opened.page.code}/projects"
        names = (PROJECT.format(f"{root}/{one.slug}", one.title) for one in later[:3])
        yield Origin(title, Markup(" · ").join(names), None)
