"""All published content to take away: a page that lists it, the same for machines."""

import json
from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import Public
from app.media.serving import Sent, send_file
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, find_language
from app.takeout.dump import Dumped
from app.takeout.dumps import dumps_of, key_of
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.templates import render

LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
ZIP_TYPE = "application/zip"
HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=300"}

router = page_router()


class Row(Struct, frozen=True):
    """A dump on the page."""

    language: Language
    dumped: Dumped

    @property
    def path(self) -> str:
        """Where it is downloaded."""
        return f"/dumps/{self.language.code}.zip"


@router.get("/dumps/catalogue.jsonld", name="takeout.dump_catalogue")
def list_for_machines(_reader: Public, request: Request) -> Response:
    """List the dumps as a Dataset of schema.org."""
    text = json.dumps(_dataset(request, _rows(request)), ensure_ascii=False)
    return Response(text, media_type="application/ld+json", headers=HEADERS)


@router.get("/dumps/{code}.zip", name="takeout.dump")
def take_dump(
    _reader: Public,
    code: Annotated[str, Path(pattern=r"^[a-z-]{2,20}$")],
    request: Request,
) -> Response:
    """Give the newest dump of a language, whole or in parts."""
    found = dumps_of(request.app.state.storage).get(code)
    if found is None:
        raise NotFound(N_("This file is not here any more."))
    name = f"passalong-{code}-{found.made_on}.zip"
    disposition = f'attachment; filename="{name}"'
    # Its name says nothing of what is in it: whoever has one asks whether it is newer.
    sent = Sent(ZIP_TYPE, disposition, "no-cache", f'"{found.sha256}"')
    return send_file(request, key_of(code, found), sent)


@router.get("/{lang}/dumps", name="takeout.dumps")
def show_dumps(_reader: Public, page: ContentLanguage, request: Request) -> Response:
    """List the dumps for people."""
    rows = _rows(request)
    context = {"rows": rows, "json_ld": _dataset(request, rows), "page": page}
    return render(request, "takeout/dumps.html", context)


def _rows(request: Request) -> list[Row]:
    found = dumps_of(request.app.state.storage).items()
    named = ((find_language(code), one) for code, one in found)
    return [Row(language, one) for language, one in named if language]


def _dataset(request: Request, rows: list[Row]) -> dict[str, Any]:
    site = request.app.state.settings_public.public_url
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{site}/dumps/catalogue.jsonld",
        "name": "Passalong: all published learning packs",
        "description": (
            "Every published learning pack with its texts, translations, credits, "
            "sources and licences, one archive for each language, made each week."
        ),
        "url": f"{site}/en/dumps",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Passalong", "url": site},
        "inLanguage": [row.language.tag for row in rows],
        "dateModified": max((row.dumped.made_on for row in rows), default=None),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": row.language.autonym,
                "inLanguage": row.language.tag,
                "contentUrl": site + row.path,
                "encodingFormat": ZIP_TYPE,
                "contentSize": str(row.dumped.bytes),
                "sha256": row.dumped.sha256,
                "dateModified": row.dumped.made_on,
            }
            for row in rows
        ],
    }
