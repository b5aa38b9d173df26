"""Badges as pictures with the credential inside: baked, as Open Badges 3.0 calls it.

Whoever gets the picture sees a badge; a wallet that gets it finds the whole
credential, with its proof.
"""

import struct
import zlib

from app.web.weave import Palette, woven

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = b"openbadgecredential"
SIDE = 512
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Eight bits a pixel, each the number of a colour; no filter, not interlaced.
_HEADER = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)


def baked_svg(picture: str, credential: str) -> str:
    """Return an SVG with a credential in it, as the first thing after its start."""
    # The end of a section of characters cannot stand in one.
    text = credential.replace("]]>", "]]]]><![CDATA[>")
    element = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    start, end, rest = picture.partition(">")
    return f'{start} xmlns:openbadges="{NAMESPACE}"{end}{element}{rest}'


def baked_png(skill: str, key: str, credential: str) -> bytes:
    """Return the pattern of a badge as a PNG with its credential in it."""
    palette, rows = woven(skill, key, SIDE)
    pixels = b"".join(b"\0" + row for row in rows)
    # Not compressed, no language, no translated keyword.
    text = KEYWORD + b"\0\0\0\0\0" + credential.encode()
    chunks = (
        (b"IHDR", _HEADER),
        (b"PLTE", _colours(palette)),
        (b"iTXt", text),
        (b"IDAT", zlib.compress(pixels, 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _colours(palette: Palette) -> bytes:
    return b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in palette)


def _chunk(kind: bytes, data: bytes) -> bytes:
    total = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", total)
