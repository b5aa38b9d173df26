"""What a host copies: a frame, an element, an address, a card for a wiki."""

import base64
import hashlib
from urllib.parse import quote

from markupsafe import escape
from msgspec import Struct

from app.embed.look import Look
from app.embed.oembed import frame_html
from app.embed.pages import inside
from app.platform.i18n import N_
from app.web.static_files import STATIC_PREFIX, static_files

SCRIPT = "embed/v1.js"
ELEMENT = N_("An element")


class Wanted(Struct, frozen=True):
    """What is to be shown elsewhere: a page of the site, its title, how."""

    public_url: str
    path: str
    slug: str
    language: str
    title: str
    look: Look
    number: int | None
    height: int
    is_pack: bool = True

    @property
    def address(self) -> str:
        """The page itself, for whoever follows a link."""
        return self.public_url + self.path

    @property
    def frame(self) -> str:
        """The page for a frame."""
        return self.public_url + inside(self.path, self.look)


class Snippet(Struct, frozen=True):
    """A text to copy, with what it is for."""

    name: str
    use: str
    text: str


def snippets(wanted: Wanted) -> list[Snippet]:
    """Return every way to put a page elsewhere, the most common first."""
    script = script_tag(wanted.public_url)
    frame = frame_html(wanted.frame, wanted.title, "100%", wanted.height)
    found = [
        Snippet(
            N_("A frame"),
            N_("For any site whose pages you write. The script lets it grow."),
            f"{frame}\n{script}",
        ),
        Snippet(
            ELEMENT,
            N_("For sites that are built from components."),
            f"{_element(wanted)}\n{script}",
        ),
        Snippet(
            N_("The address"),
            N_("For WordPress, Ghost, Drupal and Discourse: a line of its own."),
            wanted.address,
        ),
        Snippet(
            N_("A card for a wiki"),
            N_("MediaWiki shows no frames. This is a box with a link."),
            _wikitext(wanted),
        ),
        Snippet(
            N_("Markdown"),
            N_("For forums, notes and files on code hosts."),
            f"[{_plain(wanted.title)}]({wanted.address})",
        ),
    ]
    # Our script for hosts makes elements of packs, and never changes.
    return [one for one in found if wanted.is_pack or one.name != ELEMENT]


def script_tag(public_url: str) -> str:
    """Return the element that loads our script, with the hash a browser checks."""
    # Never the address with a hash in it: that one goes away with the next version.
    address = f"{public_url}{STATIC_PREFIX}{SCRIPT}"
    return (
        f'<script src="{address}" integrity="{integrity()}" '
        'crossorigin="anonymous" async></script>'
    )


def integrity() -> str:
    """Return the subresource integrity of our script (W3C SRI, sha384)."""
    digest = hashlib.sha384(static_files().file(SCRIPT).body).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def _element(wanted: Wanted) -> str:
    told = {"pack": wanted.slug, "lang": wanted.language, "title": wanted.title}
    if wanted.number:
        told["module"] = str(wanted.number)
    if wanted.look.colour != "blue":
        told["color"] = wanted.look.colour
    if wanted.look.theme != "auto":
        told["theme"] = wanted.look.theme
    named = "".join(f' {name}="{escape(value)}"' for name, value in told.items())
    return f"<passalong-pack{named}></passalong-pack>"


def _wikitext(wanted: Wanted) -> str:
    title = f"<nowiki>{escape(_plain(wanted.title))}</nowiki>"
    address = quote(wanted.address, safe=":/?&=%")
    return (
        '<div style="border:1px solid #a2a9b1; border-radius:4px; padding:1em; '
        'max-width:30em">\n'
        f"'''[{address} {title}]'''\n\nPassalong · CC BY-SA 4.0\n</div>"
    )


def _plain(text: str) -> str:
    """Return a title without what would end a link."""
    return text.replace("[", "(").replace("]", ")")
