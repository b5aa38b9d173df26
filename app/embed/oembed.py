"""oEmbed: what other sites ask before they show an address of ours (oembed.com, 1.0).

Nothing is fetched: an address is understood only when it begins with our own.
"""

import re
from collections.abc import Mapping

from markupsafe import escape
from msgspec import Struct

from app.embed.look import Look
from app.embed.pages import inside
from app.platform.languages import Language, find_language
from app.web.frames import EMBED_PREFIX

VERSION = "1.0"
# How high a frame is before it has said how high it would be, in pixels.
WIDTH, HEIGHT = 720, 480
SMALLEST, LARGEST = 200, 2_000
CACHE_SECONDS = 3_600
# WordPress adds its own sandbox; hosts that take this text as it is get this one.
SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-popups "
    "allow-popups-to-escape-sandbox"
)
_PACK = re.compile(r"/([a-z0-9-]{2,20})/packs/([a-z0-9-]{1,80})(?:/(\d{1,2}))?/?")
_COURSE = re.compile(r"/([a-z0-9-]{2,20})/courses/([a-z0-9-]{1,80})/?")
_PATH = re.compile(r"/([a-z0-9-]{2,20})/paths/([a-z0-9-]{1,60})/?")
_BEST = re.compile(r"/p/([a-z0-9-]{1,80})/?")
_KINDS = {_PACK: "", _COURSE: "course", _PATH: "path"}


class Named(Struct, frozen=True):
    """What an address names; `language` is None where it leaves that to the reader."""

    kind: str
    slug: str
    language: Language | None = None
    number: int | None = None


def understood(url: str, public_url: str) -> Named | None:
    """Return what an address of ours names, or None when it names nothing to frame."""
    if not url.startswith(f"{public_url}/"):
        return None
    path = re.split("[?#]", url.removeprefix(public_url), maxsplit=1)[0]
    if path.startswith(EMBED_PREFIX):
        path = path.removeprefix(EMBED_PREFIX[:-1])
    if best := _BEST.fullmatch(path):
        return Named("pack", best[1])
    found = next(filter(None, (one.fullmatch(path) for one in _KINDS)), None)
    language = find_language(found[1]) if found else None
    if found is None or language is None or language.pseudo:
        return None
    if kind := _KINDS[found.re]:
        return Named(kind, found[2], language)
    return Named("pack", found[2], language, int(found[3]) if found[3] else None)


def frame_html(address: str, title: str, width: int | str, height: int) -> str:
    """Return the frame a host puts into its page."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" '
        f'height="{height}" style="border:0" loading="lazy" allow="fullscreen" '
        f'allowfullscreen referrerpolicy="strict-origin-when-cross-origin" '
        f'sandbox="{SANDBOX}"></iframe>'
    )


def answer(
    public_url: str, path: str, title: str, asked: Mapping[str, str]
) -> dict[str, object]:
    """Return the description of a page of ours; `asked` may limit width and height."""
    width = _limited(asked.get("maxwidth"), WIDTH)
    height = _limited(asked.get("maxheight"), HEIGHT)
    address = public_url + inside(path, Look())
    return {
        "type": "rich",
        "version": VERSION,
        "title": title,
        "provider_name": "Passalong",
        "provider_url": f"{public_url}/",
        "cache_age": CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": frame_html(address, title, width, height),
    }


def _limited(asked: str | None, usual: int) -> int:
    if asked is None or not asked.isdecimal() or len(asked) > len(str(LARGEST)):
        return usual
    return max(SMALLEST, min(int(asked), usual))
