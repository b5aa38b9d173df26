"""Which file of Commons somebody means: what they pasted, as the name of a file.

A file's name has no colon (MediaWiki's `$wgIllegalFileChars`), so whatever stands
before the last one is a namespace, by any of its names, or a wiki.
"""

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app.platform.i18n import N_

NO_FILE = N_(
    "This names no file on Commons. Paste its title, such as File:Example.jpg, or the "
    "address of its page."
)
MAX_NAME_BYTES = 240
# Wikis of the movement show files of Commons under the same names.
_MOVEMENT = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:wikimedia|wikipedia|mediawiki|wikidata|wikibooks|wikinews"
    r"|wikiquote|wikisource|wikiversity|wikivoyage|wiktionary|wikifunctions)\.org"
)
# https://www.mediawiki.org/wiki/Manual:$wgHashedUploadDirectory
_STORED = re.compile(r"/([0-9a-f])/\1[0-9a-f]/([^/]+)(?:/[^/]+)?$")
_ELSEWHERE = re.compile(r"^/(?!wikipedia/commons/)")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f#<>\[\]|{}/\\]")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_ADDRESS = re.compile(r"(?:https?:)?//|[a-z0-9.-]+\.[a-z]{2,}/", re.IGNORECASE)


def file_name(text: str, api: str) -> str:
    """Return the name of the file that a title or an address means, such as
    `Example.jpg`; raise ValueError with a message id.

    `api` is the address of the wiki's own API.
    """
    said = text.strip()
    if _ADDRESS.match(said):
        said = _from_address(said, api)
    said = said.removeprefix("[[").removesuffix("]]").partition("|")[0]
    name = " ".join(said.rpartition(":")[2].replace("_", " ").split())
    is_long = len(name.encode(errors="replace")) > MAX_NAME_BYTES
    if is_long or _FORBIDDEN.search(name) or not _ENDING.search(name):
        raise ValueError(NO_FILE)
    return name


def _from_address(text: str, api: str) -> str:
    try:
        parts = urlsplit(text if "//" in text[:8] else f"https://{text}")
        host = parts.hostname or ""
        is_own = host == urlsplit(api).hostname
    except ValueError:
        raise ValueError(NO_FILE) from None
    if not is_own and not _MOVEMENT.fullmatch(host):
        raise ValueError(NO_FILE)
    stored = _STORED.search(parts.path)
    if stored is None:
        return _from_page(parts)
    if host == "upload.wikimedia.org" and _ELSEWHERE.match(parts.path):
        # Of one Wikipedia only: on Commons the same name may be another picture.
        raise ValueError(NO_FILE)
    return unquote(stored[2])


def _from_page(parts: SplitResult) -> str:
    """Return the title of a page by its path, its query, or the picture opened."""
    if "/media/" in parts.fragment:
        return unquote(parts.fragment.partition("/media/")[2])
    if titles := parse_qs(parts.query).get("title"):
        return titles[0]
    # Special:FilePath/Example.jpg and Special:Redirect/file/Example.jpg too.
    return unquote(parts.path.rpartition("/")[2])
