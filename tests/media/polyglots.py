"""Files that are two things at once, drawings that do things, names that are paths."""

import io

from tests.media.samples import picture, sound

# What is hidden in them; none may reach a reader.
SCRIPT = b"<script>polyglot_ran()</script>"
PHP = b"<?php polyglot_ran(); ?>"
CODE = b"*/=polyglot_ran()/*"
PAGE = b"<!doctype html><html><body onload=polyglot_ran()>"
ARCHIVE = b"PK\x03\x04polyglot_ran in an archive" + bytes(26)
PAPER = b"%PDF-1.4\n1 0 obj<</JS(polyglot_ran())>>endobj\ntrailer<<>>%%EOF"
PROGRAM = b"#!/bin/sh\npolyglot_ran\n"
HIDDEN = {
    "script": SCRIPT,
    "PHP": PHP,
    "code": CODE,
    "page": PAGE,
    "archive": ARCHIVE,
    "paper": PAPER,
    "program": PROGRAM,
}
MARKS = (b"polyglot_ran",)


def _png_with_text(data: bytes) -> bytes:
    from PIL import Image, PngImagePlugin  # noqa: PLC0415 - one of many kinds

    held = io.BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", data.decode("latin-1"))
    Image.new("RGB", (60, 40), "red").save(held, "PNG", pnginfo=info)
    return held.getvalue()


def _jpeg_with_comment(data: bytes) -> bytes:
    plain = picture("JPEG")
    length = (len(data) + 2).to_bytes(2, "big")
    return plain[:2] + b"\xff\xfe" + length + data + plain[2:]


def polyglots() -> dict[str, bytes]:
    """Return files that begin as one kind and hide another, by what they are."""
    found = {}
    for name, hidden in HIDDEN.items():
        for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF"):
            found[f"{kind} then {name}"] = picture(kind) + hidden
        found[f"PNG with a text of {name}"] = _png_with_text(hidden)
        found[f"JPEG with a comment of {name}"] = _jpeg_with_comment(hidden)
        found[f"{name} then PNG"] = hidden + picture("PNG")
        found[f"{name} then JPEG"] = hidden + picture("JPEG")
        found[f"GIF head then {name}"] = b"GIF89a" + hidden
    for name, hidden in list(HIDDEN.items())[:3]:
        found[f"song then {name}"] = sound("mp3") + hidden
    return found


_HOST = "http://127.0.0.1:9/"
# Named with what they are; `recognise` knows none of them.
PLAYLISTS = {
    "a playlist": f"#EXTM3U\n#EXTINF:10,\n{_HOST}a.ts\n#EXT-X-ENDLIST\n".encode(),
    "a playlist of our files": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "a playlist that joins": b"#EXTM3U\n#EXTINF:10,\nconcat:/etc/passwd|/etc/hosts\n",
    "a list to join": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a manifest": f"<MPD><BaseURL>{_HOST}</BaseURL></MPD>".encode(),
    "a list of a player": f"[playlist]\nFile1={_HOST}\nNumberOfEntries=1\n".encode(),
    "a description of a session": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=a 9 RTP",
    "a link of a player": f'<?quicktime?><embed src="{_HOST}"/>'.encode(),
    "an old playlist of a player": b"<ASX version='3.0'><entry/></ASX>",
}

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"'
_LINK = ' xmlns:xlink="http://www.w3.org/1999/xlink"'
_ENTITIES = "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "a" * 10}">' for n in range(10)
)


_INSIDE = [
    "<script>alert(1)</script>",
    '<script href="ELSEWHEREx.js"/>',
    '<script xlink:href="ELSEWHEREx.js"/>',
    '<image href="ELSEWHEREx.png" width="60" height="40"/>',
    '<image xlink:href="ELSEWHEREx.png" width="60" height="40"/>',
    '<image href="file:///etc/passwd" width="60" height="40"/>',
    '<image xlink:href="/etc/passwd" width="60" height="40"/>',
    '<image xlink:href="../../../etc/passwd" width="60" height="40"/>',
    '<image href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>',
    '<use href="ELSEWHEREx.svg#a"/>',
    '<use xlink:href="file:///etc/passwd#a"/>',
    '<use href="data:image/svg+xml,&lt;svg id=&quot;a&quot;/&gt;#a"/>',
    '<feImage href="ELSEWHEREx.png"/>',
    '<foreignObject><iframe src="ELSEWHERE"/></foreignObject>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/>'
    "</foreignObject>",
    '<style>@import url("ELSEWHEREx.css");</style>',
    '<style>@font-face{font-family:a;src:url("ELSEWHERE")}</style>',
    '<rect width="9" height="9" fill="url(ELSEWHEREx#a)"/>',
    '<rect width="9" height="9" style="background:url(ELSEWHERE)"/>',
    '<rect width="9" height="9" filter="url(ELSEWHEREx#a)"/>',
    '<rect width="9" height="9" mask="url(ELSEWHEREx#a)"/>',
    '<rect width="9" height="9" clip-path="url(ELSEWHEREx#a)"/>',
    '<rect width="9" height="9" onclick="alert(1)"/>',
    '<rect width="9" height="9" onmouseover="alert(1)"/>',
    '<a href="javascript:alert(1)"><rect width="9" height="9"/></a>',
    '<a xlink:href="javascript:alert(1)"><rect width="9" height="9"/></a>',
    '<animate attributeName="hre" values="javascript:alert(1)"/>',
    '<set attributeName="onload" to="alert(1)"/>',
    '<animate onbegin="alert(1)" attributeName="x" href="ELSEWHERE"/>',
    '<audio src="ELSEWHEREa.mp3"/>',
    '<video src="ELSEWHEREa.mp4"/>',
    '<iframe src="ELSEWHERE"/>',
    '<embed src="ELSEWHERE"/>',
    '<object data="ELSEWHERE"/>',
    "<desc><![CDATA[<script>alert(1)</script>]]></desc>",
    "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>",
    "<metadata><script>alert(1)</script></metadata>",
    '<text font-size="1e9">a</text>',
    '<rect width="1e30" height="1e30"/>',
    '<g transform="scale(1e30)"><rect width="9" height="9"/></g>',
    '<g id="a"><use href="#a"/></g>',
    '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    '<filter id=""><feGaussianBlur stdDeviation="1e9"/></filter>'
    '<rect width="9" height="9" filter="url(#f)"/>',
    '<filter id=""><feTurbulence baseFrequency="1" numOctaves="999999"/></filter>'
    '<rect width="60" height="40" filter="url(#f)"/>',
    '<pattern id="p" width="1e-9" height="1e-9"><rect width="1"/></pattern>'
    '<rect width="60" height="40" fill="url(#p)"/>',
    '<path d="' + "M0 0L60 40" * 50_000 + '"/>',
    "<g>" * 20_000 + "</g>" * 20_000,
    '<line stroke-dasharray="1e-9" x2="60" stroke="red"/>',
]
_HEADS = {
    "runs when it loads": f'{_HEAD} onload="alert(1)"/>',
    "has a base elsewhere": f'{_HEAD} xml:base="ELSEWHERE"><use href="a"/></svg>',
    "is huge": _HEAD.replace("60", "100000").replace("40", "100000") + "/>",
    "has no size": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "has a size below nothing": _HEAD.replace("60", "-60") + "/>",
    "is broken off": f"{_HEAD}><rect",
    "is not well formed": f"{_HEAD}><rect></svg>",
    "swells": f"<!DOCTYPE svg [{_ENTITIES}]>{_HEAD}><text>&a9;</text></svg>",
    "reads our files": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f'{_HEAD}><text y="20">&x;</text></svg>',
    "asks elsewhere": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "ELSEWHERE">]>'
    f"{_HEAD}><text>&x;</text></svg>",
    "has its rules elsewhere": f'<!DOCTYPE svg SYSTEM "ELSEWHEREx.dtd">{_HEAD}/>',
    "has its style elsewhere": f'<?xml-stylesheet href="ELSEWHERE"?>{_HEAD}/>',
}


def drawings(elsewhere: str) -> dict[str, bytes]:
    """Return SVG files that run, load, read or swell; each would name `elsewhere`."""
    found = {
        f"drawing {number}": f"{_HEAD}{_LINK}>{words}</svg>"
        for number, words in enumerate(_INSIDE)
    }
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return {
        name: (declared + text.replace("ELSEWHERE", elsewhere)).encode()
        for name, text in (found | _HEADS).items()
    }


HOSTILE_NAMES = (
    "../../../etc/passwd",
    "..\\..\\windows\\system32",
    "/etc/shadow",
    "C:\\autoexec.bat",
    ".htaccess",
    "-rf",
    "--help",
    "$(id).png",
    "`id`.png",
    "; rm -rf /;.png",
    "a|b.png",
    "<img src=x onerror=alert(1)>.png",
    '"><script>alert(1)</script>.svg',
    "a\r\nContent-Type: text/html\r\n\r\nb.png",
    "name\u202egnp.exe",
    "صورة.png",
    "写真.jpg",
    "ছবি.webp",
    "𝓯𝓲𝓵𝓮.png",
    "con.png",
    "a" * 300 + ".png",
    "%2e%2e%2f",
    "file:///etc/passwd",
    "concat:/etc/passwd",
    "é" * 100,
    "\U0001f4f7.png",
    "a\u0000b.png",
    "   .png",
    "...",
)
