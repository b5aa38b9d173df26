"""A pack as a package for learning systems: SCORM 1.2 and 2004, 4th edition.

*Bundled*, everything is in it, so it works offline: the pages, and one page around them
that keeps what was done in the system. *Thin*, it has that page alone, which frames the
pack as our site shows it. The schemas of ADL and IMS come along, unchanged, because the
standard wants them beside the manifest.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from starlette.requests import Request

from app.takeout.archive import Content
from app.takeout.edition import Edition
from app.takeout.pages import STATIC, page_context, page_files
from app.takeout.trees import as_html, as_xml, parsed
from app.web.templates import render_html

SCHEMAS = Path(__file__).parent / "schemas"
MANIFEST = "imsmanifest.xml"
SCHEMA = "ADL SCORM"


class Release(StrEnum):
    """Which of the two a package speaks."""

    V1_2 = "1.2"
    V2004 = "2004"

    @property
    def schema_version(self) -> str:
        """What it is called in a manifest."""
        return "2004 4th Edition" if self is Release.V2004 else self.value


def package_files(
    edition: Edition, request: Request, release: Release
) -> Iterator[tuple[str, Content]]:
    """Yield the files of a package that works offline."""
    files = _launched(edition, request, release, "launch")
    files |= page_files(edition, request)
    yield from _package(edition, request, release, files)


def thin_files(
    edition: Edition, request: Request, release: Release
) -> Iterator[tuple[str, Content]]:
    """Yield the files of a package that frames the pack on our site."""
    files = _launched(edition, request, release, "live")
    files["style.css"] = (STATIC / "pages.css").read_bytes()
    yield from _package(edition, request, release, files)


def _launched(
    edition: Edition, request: Request, release: Release, name: str
) -> dict[str, Content]:
    """Return the page a system opens, with its scripts."""
    context = page_context(edition) | {
        "release": release.value,
        "live": f"{edition.site}/embed{edition.opened.base}",
        "questions": sum(len(chapter.questions) for chapter in edition.chapters),
    }
    page = parsed(render_html(request, f"takeout/{name}.html", context))
    scripts = ("system.js", f"{name}.js")
    return {
        "launch.html": as_html(page),
        **{script: (STATIC / script).read_bytes() for script in scripts},
    }


def _package(
    edition: Edition, request: Request, release: Release, files: dict[str, Content]
) -> Iterator[tuple[str, Content]]:
    context = page_context(edition) | {
        "schema": SCHEMA,
        "edition_of_schema": release.schema_version,
        "names": list(files),
    }
    template = f"takeout/scorm-{release.value}.xml.html"
    yield MANIFEST, as_xml(render_html(request, template, context))
    for schema in sorted((SCHEMAS / f"scorm-{release.value}").iterdir()):
        yield schema.name, schema.read_bytes()
    yield from files.items()
