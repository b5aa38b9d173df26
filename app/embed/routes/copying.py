"""The pages that say what to copy to show a pack or a path elsewhere."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from msgspec import Struct

from app.accounts.access import Public
from app.embed.look import COLOURS, THEMES, AskedLook, Look
from app.embed.oembed import HEIGHT, LARGEST, SMALLEST
from app.embed.pages import inside
from app.embed.paths import AddressedPath
from app.embed.snippets import Snippet, Wanted, snippets
from app.platform.languages import Language, get_language
from app.reading.loading import AddressedPack
from app.reading.pack_view import Station
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.templates import render

router = APIRouter(include_in_schema=False, route_class=LateRoute)


class Copied(Struct, frozen=True):
    """What is to be shown elsewhere: a pack, perhaps from one module on, or a path.

    `base` is its address on the site. Only packs have `stations`.
    """

    kind: str
    slug: str
    base: str
    title: str
    titled_in: Language
    page: Language
    languages: Sequence[str]
    stations: Sequence[Station] = ()


class CopyPage(Struct, frozen=True):
    """The page that says how to show something elsewhere."""

    copied: Copied
    look: Look
    number: int | None
    height: int
    preview: str
    found: Sequence[Snippet]
    colours: Sequence[tuple[str, str]]
    themes: Sequence[tuple[str, str]]


@router.get("/{lang}/packs/{slug}/embed", name="embed.copy")
def show_snippets(
    _reader: Public, address: AddressedPack, look: AskedLook, request: Request
) -> Response:
    """Show what to copy to have a pack elsewhere, and what it looks like there."""
    opened = address.open()
    view = opened.view
    copied = Copied(
        "packs",
        view.pack.slug,
        opened.base,
        view.title.text,
        get_language(view.title.language),
        opened.page,
        [row.language for row in view.languages],
        view.stations,
    )
    return _copy_page(copied, look, request)


@router.get("/{lang}/paths/{path}/embed", name="embed.copy_path")
def show_path_snippets(
    _reader: Public, address: AddressedPath, look: AskedLook, request: Request
) -> Response:
    """Show what to copy to have a path elsewhere, and what it looks like there."""
    opened = address.open()
    copied = Copied(
        "paths",
        opened.path.slug,
        opened.base,
        opened.words.title,
        get_language(opened.words.language),
        opened.page,
        opened.languages,
    )
    return _copy_page(copied, look, request)


def _copy_page(copied: Copied, look: Look, request: Request) -> Response:
    asked = request.query_params
    number = _number(asked.get("module"), copied)
    height = _height(asked.get("height"))
    if (other := asked.get("in", copied.page.code)) != copied.page.code:
        return _in_another_language(copied, other, look, (number, height))
    public_page(request)
    wanted = Wanted(
        public_url=request.app.state.settings_public.public_url,
        path=copied.base + (f"/{number}" if number else ""),
        slug=copied.slug,
        language=copied.page.code,
        title=copied.title,
        look=look,
        number=number,
        height=height,
        is_pack=copied.kind == "packs",
    )
    page = CopyPage(
        copied=copied,
        look=look,
        number=number,
        height=height,
        preview=inside(wanted.path, look),
        found=snippets(wanted),
        colours=list(COLOURS.items()),
        themes=list(THEMES.items()),
    )
    return render(request, "embed/copy.html", page)


def _in_another_language(
    copied: Copied, code: str, look: Look, chosen: tuple[int | None, int]
) -> Response:
    language = code if code in copied.languages else copied.page.code
    number, height = chosen
    asked = {
        "color": look.colour,
        "theme": look.theme,
        "module": str(number or ""),
        "height": str(height),
    }
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    path = f"/{language}/{copied.kind}/{copied.slug}/embed"
    return RedirectResponse(f"{path}?{query}", 303)


def _number(asked: str | None, copied: Copied) -> int | None:
    if not asked or not asked.isdecimal() or len(asked) > 2:
        return None
    known = {station.number for station in copied.stations}
    return int(asked) if int(asked) in known else None


def _height(asked: str | None) -> int:
    if not asked or not asked.isdecimal() or len(asked) > 4:
        return HEIGHT
    return max(SMALLEST, min(int(asked), LARGEST))
