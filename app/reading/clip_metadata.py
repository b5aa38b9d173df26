"""Films and sounds of a module as schema.org has them: VideoObject and AudioObject.

Each line of a transcript that somebody can be led to is a Clip.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from app.media.captions import Cue, stored_cues
from app.media.models import MediaFile, MediaKind
from app.media.queries import MediaGroup
from app.platform.languages import Language, get_language
from app.platform.storage import Storage
from app.reading.loading import OpenModule
from app.reading.media_view import best_track, line_id
from app.texts.blocks import Media

KINDS = {MediaKind.VIDEO: "VideoObject", MediaKind.AUDIO: "AudioObject"}
LICENCES = {"CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/"}
# More than people look for in a list, and little beside the page.
MOST_PARTS = 12


def clips_metadata(
    opened: OpenModule, storage: Storage, public_url: str
) -> list[dict[str, Any]]:
    """Return each film and sound of a module, in order; `public_url` as in settings."""
    groups, found = opened.opened.view.media, []
    names = [one.file for one in opened.lesson.lesson.blocks if isinstance(one, Media)]
    for name in dict.fromkeys(names):
        group = groups.get(name)
        if group and group.item.kind in KINDS and group.variants:
            found.append(_clip(opened, group, storage, public_url))
    return found


def _clip(
    opened: OpenModule, group: MediaGroup, storage: Storage, public_url: str
) -> dict[str, Any]:
    item, page = group.item, opened.opened.page
    address = f"{public_url}{opened.base}"
    best = best_track(group, page)
    cues = stored_cues(storage, best[0].key) if best else ()
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": KINDS[item.kind],
        "@id": f"{address}#{item.name}",
        "name": item.title,
        "description": opened.lesson.lead.text,
        "uploadDate": opened.opened.view.pack.published_at.date().isoformat(),
        "duration": f"PT{round(item.duration)}S",
        "inLanguage": get_language(item.language).tag,
        "isAccessibleForFree": True,
        "license": LICENCES.get(item.licence, item.licence),
        "creditText": item.author,
        "isPartOf": address,
        "contentUrl": urljoin(public_url, group.address(group.variants[0], page.code)),
        "encodingFormat": group.variants[0].content_type,
    }
    if group.poster:
        made["thumbnailUrl"] = urljoin(
            public_url, group.address(group.poster, page.code)
        )
    if group.captions:
        made["caption"] = [
            _captions(group, one, page, public_url) for one in group.captions
        ]
    if cues:
        made["transcript"] = " ".join(cue.text for cue in cues)
        made["hasPart"] = list(_parts(item.name, cues, address))
    return made


def _captions(
    group: MediaGroup, file: MediaFile, page: Language, public_url: str
) -> dict[str, Any]:
    language = get_language(file.language) if file.language else page
    return {
        "@type": "MediaObject",
        "contentUrl": urljoin(public_url, group.address(file, page.code)),
        "encodingFormat": "text/vtt",
        "inLanguage": language.tag,
    }


def _parts(name: str, cues: Sequence[Cue], address: str) -> Iterator[dict[str, Any]]:
    """Yield the transcript in as many parts as are allowed, each from a line on."""
    step = -(-len(cues) // MOST_PARTS)
    starts = [*range(0, len(cues), step), len(cues)]
    for first, after in pairwise(starts):
        yield {
            "@type": "Clip",
            "name": cues[first].text,
            "startOffset": int(cues[first].start),
            "endOffset": int(cues[after - 1].end),
            "url": f"{address}#{line_id(name, cues[first].start)}",
        }
