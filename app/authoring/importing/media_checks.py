"""Files of a pack that arrived: each must be what its description says it is."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.content.media_files import MediaGroup
from app.content.problems import Problem
from app.media.kinds import HEAD_BYTES, Refused, recognise
from app.platform.i18n import N_
from app.platform.told import Told

# Browsers that guess take such a file for a page.
_PAGE = re.compile(rb"(?i)<\s*(!doctype|html|head|body|script|iframe|svg|meta)\b")
OTHER = N_("this file is not what its description says: %(kind)s")
WEB_PAGE = Told(N_("this is a web page"))
RIGHT_FILE = Told(N_("Put the right file there"))
SHOWN = frozenset({"image", "video", "audio"})


def false_files(groups: tuple[MediaGroup, ...]) -> Iterator[Problem]:
    """Yield a problem for each file that is something else than it says."""
    for group in groups:
        for variant in group.fields.files:
            kind = variant.type.partition("/")[0]
            yield from _fault(group.folder / variant.file, kind)
        for poster in group.posters:
            yield from _fault(poster, "image")


def _fault(path: Path, kind: str) -> Iterator[Problem]:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    name = f"media/{path.name}"
    if kind in SHOWN:
        try:
            found = recognise(head).kind.value
        except Refused:
            found = "something else"
        # A container of film may hold sound alone.
        if found != kind and (found, kind) != ("video", "audio"):
            yield Problem(name, 1, Told(OTHER, kind=kind), RIGHT_FILE)
    elif _PAGE.search(head[:1024]):
        yield Problem(name, 1, WEB_PAGE, RIGHT_FILE)
