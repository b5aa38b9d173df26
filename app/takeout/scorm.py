"""A pack or a whole path as a package of SCORM 1.2 and 2004, 4th edition.

*Bundled*, everything is in it, so it works offline: the pages, and one page around them
that keeps what was done in the system. *Thin*, it has that page alone, which frames the
pack as our site shows it. A package has one unit (SCO), of a whole path too. The
schemas of ADL and IMS come along, unchanged, because the standard wants them there.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from starlette.requests import Request

from app.takeout.archive import Content
from app.takeout.edition import Edition
from app.takeout.pages import STATIC, page_context, page_files
from app.takeout.trees import as_html, as_xml, parsed
from app.takeout.whole import Whole, whole_context, whole_files
from app.web.templates import render_html

SCHEMAS = Path(__file__).parent / "schemas"
MANIFEST = "imsmanifest.xml"
SCHEMA = "ADL SCORM"
Ready = Edition | Whole


class Release(StrEnum):
    """Which of the two a package speaks."""

    V1_2 = "1.2"
    V2004 = "2004"

    @property
    def schema_version(self) -> str:
        """What it is called in a manifest."""
        return "2004 4th Edition" if self is Release.V2004 else self.value


def package_files(
    ready: Ready, request: Request, release: Release
) -> Iterator[tuple[str, Content]]:
    """Yield the files of a package that works offline."""
    files = _launched(ready, request, release, "launch")
    if isinstance(ready, Edition):
        files |= page_files(ready, request)
    else:
        files |= whole_files(ready, request)
    yield from _package(ready, request, release, files)


def thin_files(
    ready: Ready, request: Request, release: Release
) -> Iterator[tuple[str, Content]]:
    """Yield the files of a package that frames the pack on our site."""
    files = _launched(ready, request, release, "live")
    files["style.css"] = (STATIC / "pages.css").read_bytes()
    yield from _package(ready, request, release, files)


def _launched(
    ready: Ready, request: Request, release: Release, name: str
) -> dict[str, Content]:
    """Return the page a system opens, with its scripts."""
    context = _context(ready) | {
        "release": release.value,
        "live": f"{ready.site}/embed{ready.base}",
    }
    page = parsed(render_html(request, f"takeout/{name}.html", context))
    scripts = ("system.js", f"{name}.js")
    return {
        "launch.html": as_html(page),
        **{script: (STATIC / script).read_bytes() for script in scripts},
    }


def _context(ready: Ready) -> dict[str, Any]:
    return page_context(ready) if isinstance(ready, Edition) else whole_context(ready)


def _package(
    ready: Ready, request: Request, release: Release, files: dict[str, Content]
) -> Iterator[tuple[str, Content]]:
    context = _context(ready) | {
        "schema": SCHEMA,
        "edition_of_schema": release.schema_version,
        "names": list(files),
    }
    template = f"takeout/scorm-{release.value}.xml.html"
    yield MANIFEST, as_xml(render_html(request, template, context))
    for schema in sorted((SCHEMAS / f"scorm-{release.value}").iterdir()):
        yield schema.name, schema.read_bytes()
    yield from files.items()
