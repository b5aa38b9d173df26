"""A pack as a package for learning systems: SCORM 1.2 and 2004, 4th edition.

Everything is in it, so it works offline: the pages, and one page around them that
keeps what was done in the system. The schemas of ADL and IMS come along, unchanged,
because the standard wants them beside the manifest.
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
    """Yield the files of a package."""
    context = page_context(edition) | {"release": release.value}
    launch = parsed(render_html(request, "takeout/launch.html", context))
    files: dict[str, Content] = {"launch.html": as_html(launch)}
    files["launch.js"] = (STATIC / "launch.js").read_bytes()
    files |= page_files(edition, request)
    template = f"takeout/scorm-{release.value}.xml.html"
    context |= {"schema": SCHEMA, "edition_of_schema": release.schema_version}
    manifest = render_html(request, template, context | {"names": list(files)})
    yield MANIFEST, as_xml(manifest)
    for schema in sorted((SCHEMAS / f"scorm-{release.value}").iterdir()):
        yield schema.name, schema.read_bytes()
    yield from files.items()
