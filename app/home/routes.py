"""The pages that explain: about, privacy, help; and menu, languages, health."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from app.accounts.access import Public
from app.home.app_manifest import app_manifest
from app.home.languages import LanguageQuery, find_choices, reading_choices
from app.platform.i18n import current_locale
from app.platform.languages import get_language
from app.reading.pack_languages import choices_for_address
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage, content_language
from app.web.late_routes import page_router
from app.web.redirects import back_to
from app.web.templates import render

MANIFEST_TYPE = "application/manifest+json"
# Whoever chose other words for the pages has them here too.
KEPT_A_DAY = {"Cache-Control": "private, max-age=86400", "Vary": "Cookie"}

router = page_router()

SITE_PAGES = (
    "about",
    "privacy",
    "terms",
    "accessibility",
    "code-of-conduct",
    "help",
    "offline",
)


def _add_page(page: str) -> None:
    def show(_reader: Public, request: Request) -> Response:
        return render(request, f"site/{page}.html")

    name = page.replace("-", "_")
    show.__name__ = f"show_{name}"
    known = [Depends(content_language)]
    path = f"/{{lang}}/{page}"
    router.add_api_route(path, show, name=f"home.{name}", dependencies=known)


for _page in SITE_PAGES:
    _add_page(_page)


@router.get("/{lang}/menu", name="home.menu")
def show_menu(
    _reader: Public, content: ContentLanguage, request: Request, next: str = ""
) -> Response:
    context = {"back": back_to(request, next, f"/{content.code}/")}
    return render(request, "site/menu.html", context)


@router.get("/{lang}/language", name="home.language")
def choose_language(
    _reader: Public,
    content: ContentLanguage,
    session: SessionDep,
    request: Request,
    next: str = "",
) -> Response:
    choices = reading_choices(request, content, next)
    likely = [choice.language for choice in choices.likely]
    pack = choices_for_address(session, choices.back, likely)
    return render(request, "site/language.html", {"choices": choices, "pack": pack})


@router.get("/{lang}/language/all", name="home.all_languages")
def all_languages(
    _reader: Public,
    content: ContentLanguage,
    request: Request,
    asked: Annotated[LanguageQuery, Query()],
) -> Response:
    context = find_choices(content, asked)
    return render(request, "site/all-languages.html", context)


@router.get("/{lang}/app.webmanifest", name="home.manifest")
def show_manifest(_reader: Public, content: ContentLanguage) -> Response:
    """Say what a device shows that has the site beside its programs."""
    manifest = app_manifest(content, get_language(current_locale()))
    return JSONResponse(manifest, headers=KEPT_A_DAY, media_type=MANIFEST_TYPE)


@router.get("/healthz", name="home.health", response_class=PlainTextResponse)
def health(_reader: Public) -> str:
    """Say that this process answers; nothing else is asked."""
    return "ok\n"


@router.get("/robots.txt", name="home.robots", response_class=PlainTextResponse)
def robots(_reader: Public, request: Request) -> str:
    """Let search engines read packs, and keep them out of personal pages."""
    public_url = request.app.state.settings_public.public_url
    return (
        "User-agent: *\nDisallow: /*/me\nDisallow: /*/login\nDisallow: /*/statements/\n"
        f"Sitemap: {public_url}/sitemap.xml\n"
    )
