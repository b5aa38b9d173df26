"""What may be uploaded: the containers we take, what each must hold, and limits."""

import re
from pathlib import Path

from msgspec import Struct

from app.media.models import MediaKind
from app.platform.errors import AppError
from app.platform.i18n import N_

HEAD_BYTES = 64 * 1024
MAX_FORM_BYTES = 100_000_000
MAX_PICTURE_BYTES = 20_000_000
MAX_PICTURE_PIXELS = 40_000_000
MAX_VIDEO_BYTES = 2_000_000_000
MAX_FRAME_PIXELS = 4096 * 2304
MAX_SECONDS = 2 * 3600
MAX_SVG_BYTES = 1_000_000
MAX_DOCUMENT_BYTES = 50_000_000
NOTHING_WE_SHOW = N_(
    "This is nothing that we can show. Pictures may be JPEG, PNG, WebP, "
    "AVIF, GIF or SVG; sound MP3, Ogg, Opus, FLAC or WAV; films MP4, MOV, "
    "WebM or Matroska; slides PDF; worksheets PDF, ODT, ODS, ODP, DOCX, XLSX "
    "or PPTX."
)
CAPTIONS_ALONE = N_(
    "These are captions. They belong to a film or a sound: open its page in “Your "
    "files”, choose “Write captions”, then “Take them from a file”."
)
# Both kinds of files of captions: what one begins with, or its first two lines.
_CAPTIONS = re.compile(rb"(?:\xef\xbb\xbf)?(?:WEBVTT\b|\s*\d+\s*\n\s*[\d:]+,\d+ +-->)")


class Refused(AppError):
    """An upload cannot be taken; the sentence says why and what would help."""

    status = 422


class Container(Struct, frozen=True):
    """A kind of file: its name for what reads it, and what it is to us."""

    kind: MediaKind
    name: str


_PICTURE, _FILM, _SOUND = MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO
# Ogg, MP4 and Matroska hold sound or film: what is in them decides.
CONTAINERS = {
    "image/png": Container(_PICTURE, "PNG"),
    "image/jpeg": Container(_PICTURE, "JPEG"),
    "image/webp": Container(_PICTURE, "WEBP"),
    "image/avif": Container(_PICTURE, "AVIF"),
    "image/gif": Container(_PICTURE, "GIF"),
    "image/svg+xml": Container(_PICTURE, "svg"),
    "video/mp4": Container(_FILM, "mov"),
    "video/quicktime": Container(_FILM, "mov"),
    "video/webm": Container(_FILM, "matroska"),
    "video/x-matroska": Container(_FILM, "matroska"),
    "application/ogg": Container(_FILM, "ogg"),
    "audio/mpeg": Container(_SOUND, "mp3"),
    "audio/flac": Container(_SOUND, "flac"),
    "audio/wave": Container(_SOUND, "wav"),
}
# How documents begin; what is in an archive is looked at later.
PDF, OFFICE = (
    Container(MediaKind.DOCUMENT, "pdf"),
    Container(MediaKind.DOCUMENT, "office"),
)
_DOCUMENTS = ((b"%PDF-", PDF), (b"PK\x03\x04", OFFICE))
VIDEO_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "theora", "mpeg4"})
AUDIO_CODECS = frozenset(
    {"aac", "mp3", "opus", "vorbis", "flac", "pcm_s16le", "pcm_s24le"}
    | {"pcm_f32le", "pcm_u8"}
)


def check_document_size(path: Path) -> None:
    """Raise Refused for a document that is too large."""
    if path.stat().st_size > MAX_DOCUMENT_BYTES:
        raise Refused(
            N_("A document may have at most %(most)s MB."),
            most=MAX_DOCUMENT_BYTES // 1_000_000,
        )


def recognise(head: bytes) -> Container:
    """Return the container that a file's first bytes announce; raise Refused."""
    if _CAPTIONS.match(head):
        raise Refused(CAPTIONS_ALONE)
    for beginning, document in _DOCUMENTS:
        if head.startswith(beginning):
            return document
    # With its tables it costs every start, and only uploads need it.
    import puremagic  # noqa: PLC0415 - see above

    try:
        matches = puremagic.magic_string(head[:HEAD_BYTES])
    except (puremagic.PureError, ValueError):
        matches = []
    for match in matches:
        if match.mime_type in CONTAINERS:
            return CONTAINERS[match.mime_type]
        if match.mime_type:
            # It is surely something, and nothing we take.
            break
    raise Refused(NOTHING_WE_SHOW)
