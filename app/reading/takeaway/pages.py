"""A pack as plain pages that open from a folder: no server, no script, no requests.

Feedback of a question stands beside each answer and appears when it is chosen, by the
style sheet alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request

from app.learning.scoring import shuffled
from app.media.models import MediaFile, MediaKind
from app.platform.storage import Storage
from app.reading.loading import ModuleAddress, OpenModule, OpenPack, PackAddress
from app.reading.media_view import build_clip
from app.reading.module_page import frame_of
from app.reading.parts import LessonFrame, render_block
from app.reading.pictures import MODERN
from app.reading.takeaway.flavours import file_stem
from app.texts.blocks import Block, Checklist, Media, Quiz
from app.web.templates import render_html

STYLE = Path(__file__).parents[3] / "static" / "takeaway.css"
QUIZ = "reading/takeaway/_quiz.html"
CHECKLIST = "reading/takeaway/_checklist.html"
CLIP = "reading/takeaway/_clip.html"
LIGHT = frozenset({MediaKind.IMAGE, MediaKind.DOCUMENT})
_DRAWING = re.compile(r"(?s)<svg\b.*?</svg>")
# The folder has one size of each picture, which every browser shows.
_CHOICES = re.compile(r'<source\b[^>]*>|\s(?:srcset|sizes)="[^"]*"')
_OURS = re.compile(r'(?P<name>\b(?:href|src))="(?P<path>/[^"]*)"')


@dataclass(frozen=True)
class Addresses:
    """Where links of a pack lead in its folder, and everything else on the web."""

    site: str
    known: dict[str, str]

    def local(self, html: str) -> Markup:
        """Return HTML whose links work in the folder; drawings are left out."""
        plain = _CHOICES.sub("", _DRAWING.sub("", html))
        return Markup(_OURS.sub(self._led, plain))  # noqa: S704 - of our templates, links replaced by ours

    def _led(self, found: re.Match[str]) -> str:
        path, _, anchor = found["path"].partition("#")
        target = self.known.get(path)
        if target is None:
            return f'{found["name"]}="{self.site}{found["path"]}"'
        return f'{found["name"]}="{target}{"#" + anchor if anchor else ""}"'


def page_files(address: PackAddress, request: Request) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of a pack with their style sheet, pictures and worksheets."""
    opened = address.open()
    slug = opened.view.pack.slug
    storage: Storage = request.app.state.storage
    light = list(_light_files(opened))
    leads = _addresses(opened, light, request)
    context = {
        "opened": opened,
        "view": opened.view,
        "site": leads.site,
        "language": opened.page,
        "stems": {one.number: file_stem(one.module) for one in opened.view.stations},
    }
    html = render_html(request, "reading/takeaway/index.html", context)
    yield f"{slug}/index.html", leads.local(html).encode()
    for station in opened.view.stations:
        module = ModuleAddress(address, station.number).open()
        parts = [_part(request, module, block) for block in module.lesson.lesson.blocks]
        more = {"module": module, "lesson": module.lesson, "parts": parts}
        html = render_html(request, "reading/takeaway/module.html", context | more)
        yield f"{slug}/{file_stem(station.module)}.html", leads.local(html).encode()
    yield f"{slug}/style.css", STYLE.read_bytes()
    for file in light:
        with storage.open(file.key) as stored:
            yield f"{slug}/files/{file.file_name}", stored.read()


def _light_files(opened: OpenPack) -> Iterator[MediaFile]:
    """Yield pictures and worksheets; sound and film stay on the web."""
    for group in opened.view.media.values():
        if group.item.kind not in LIGHT:
            continue
        plain = [one for one in group.variants if one.content_type not in MODERN]
        yield from plain or group.variants


def _addresses(opened: OpenPack, light: list[MediaFile], request: Request) -> Addresses:
    names = {file.key: f"files/{file.file_name}" for file in light}
    known = {
        group.address(file, opened.page.code): names[file.key]
        for group in opened.view.media.values()
        for file in group.variants
        if file.key in names
    }
    known[opened.base] = "index.html"
    for station in opened.view.stations:
        name = f"{file_stem(station.module)}.html"
        known[f"{opened.base}/{station.number}"] = name
    return Addresses(request.app.state.settings_public.public_url, known)


def _part(request: Request, module: OpenModule, block: Block) -> Markup:
    frame = frame_of(module, request)
    if isinstance(block, Quiz):
        steps = shuffled(block) if block.kind == "order" else ()
        return _own(frame, QUIZ, question=block, steps=steps, page=frame.page)
    if isinstance(block, Checklist):
        return _own(frame, CHECKLIST, ticks=block, page=frame.page)
    clips = frame.view.media if _is_clip(block) else {}
    if isinstance(block, Media) and block.file in clips:
        group, view = clips[block.file], frame.view
        clip = build_clip(group, frame.storage, page=frame.page, skill=view.skill)
        return _own(frame, CLIP, clip=clip, block=block, page=frame.page)
    return render_block(frame, block)


def _is_clip(block: Block) -> bool:
    """Tell whether a block is played: slides are shown as everywhere."""
    return isinstance(block, Media) and block.kind != "slides"


def _own(frame: LessonFrame, name: str, **context: object) -> Markup:
    template = frame.environment.get_template(name)
    html = template.render(locale=frame.locale, **context)
    return Markup(html)  # noqa: S704 (our own template, which escapes)
