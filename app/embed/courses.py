"""A course as a frame shows it."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from app.embed.look import Look
from app.embed.pages import Framed, Tongue, inside
from app.packs.queries import card_languages, get_course
from app.platform.languages import Language, get_language
from app.reading.record_view import CourseView, build_course_view
from app.web.snapshots import ContentReader


class OpenCourse(Struct, frozen=True):
    """A course in the best languages for a reader."""

    view: CourseView
    page: Language
    languages: tuple[str, ...]

    def framed(self, look: Look) -> Framed:
        """Return what every page in a frame has."""
        path = f"courses/{self.view.course.slug}"
        tongues = [
            Tongue(get_language(code), inside(f"/{code}/{path}", look))
            for code in self.languages
        ]
        return Framed(look, f"/{self.page.code}/{path}", tuple(tongues))

    def context(self, look: Look, finished: Collection[str] = ()) -> dict[str, object]:
        """Return what the page needs; `finished` holds the keys of packs done."""
        return {
            "framed": self.framed(look),
            "view": self.view,
            "look": look,
            "finished": finished,
        }


def open_course(
    content: ContentReader, slug: str, page: Language, languages: Sequence[str]
) -> OpenCourse:
    """Return a course; raise NotFound."""
    session = content.session
    view = content.once(
        ("course", slug, tuple(languages)),
        lambda: build_course_view(session, get_course(session, slug), languages),
    )
    ids = [step.card.pack.id for step in view.steps if step.card]
    rows = content.once(
        ("course languages", slug), lambda: card_languages(session, ids)
    )
    found = {row.language for of_pack in rows.values() for row in of_pack}
    return OpenCourse(view, page, tuple(sorted(found | {page.code})))
