"""A pack as a package for learning systems that speak cmi5, which is xAPI with rules.

Everything is in it, as with SCORM. What differs is how the page around the pages talks
to the system: over the network, by statements, with a word that the system gives once.
The standard: aicc.github.io/CMI-5_Spec_Current ("Quartz", first edition).
"""

from collections.abc import Iterator

from starlette.requests import Request

from app.platform.languages import get_language
from app.takeout.archive import Content
from app.takeout.edition import Edition
from app.takeout.pages import STATIC, page_context, page_files
from app.takeout.trees import as_html, as_xml, parsed
from app.web.templates import render_html

STRUCTURE = "cmi5.xml"
LAUNCH = "launch.html"
SCRIPT = "cmi5.js"


def unit_files(edition: Edition, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield the files of a package with one unit that is launched."""
    context = page_context(edition) | {"release": "cmi5"}
    names = {"names": list(_names(edition)), "launch": LAUNCH}
    structure = render_html(request, "takeout/cmi5.xml.html", context | names)
    yield STRUCTURE, as_xml(structure)
    launch = render_html(request, "takeout/cmi5.html", context)
    yield LAUNCH, as_html(parsed(launch))
    yield SCRIPT, (STATIC / SCRIPT).read_bytes()
    yield from page_files(edition, request)


def _names(edition: Edition) -> Iterator[dict[str, str]]:
    """Yield title and summary in the language of the pages, then in all others."""
    view, page = edition.opened.view, edition.opened.page
    title, summary = view.title, view.summary
    yield {"tag": page.tag, "title": title.text, "summary": summary.text}
    for row in view.languages:
        tag = get_language(row.language).tag
        if row.title and row.summary and tag != page.tag:
            yield {"tag": tag, "title": row.title, "summary": row.summary}
