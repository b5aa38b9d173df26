"""What the Action API says of a file, read with suspicion.

Its shape: https://www.mediawiki.org/wiki/API:Imageinfo, with `extmetadata` as the
CommonsMetadata extension fills it, and `videoinfo` of TimedMediaHandler where there is
any. Values of extmetadata are HTML, some by language.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from msgspec import Struct
from pydantic import BaseModel, Field, ValidationError

from app.media.kinds import CONTAINERS, NOTHING_WE_SHOW, Refused
from app.media.pictures import WIDTHS
from app.platform.i18n import N_
from app.platform.languages import find_language
from app.platform.licences import PUBLIC_DOMAIN, ZERO

MISSING = N_("There is no such file on Commons. Look at its title again.")
NOT_FREE = N_(
    "Its licence (%(licence)s) does not let everybody use and change it, so it cannot "
    "be taken."
)
NO_LICENCE = N_(
    "Its page on Commons names no licence that can be carried on from here."
)
MAX_WORDS = 300
MAX_DESCRIPTION = 1000
MAX_LANGUAGES = 60
MAX_ADDRESS = 500
LINES = 480
_LICENCE = re.compile(r"cc-(by|by-sa)-([1-4]\.[05])(?:-([a-z]{2,6}))?")
_NOT_FREE = re.compile(r"\b(nc|nd|noncommercial|noderiv\w*|fair use)\b", re.IGNORECASE)
_ZERO = frozenset({"cc0", "cc-zero", "cc0-1.0"})


class AnswerWrong(Exception):
    """It is nothing that the API of a wiki would say."""


class _Value(BaseModel):
    value: Any = ""


class _Info(BaseModel):
    url: str = Field(max_length=2_000)
    descriptionurl: str = Field(max_length=MAX_ADDRESS, pattern=r"^https?://")
    mime: str = Field(max_length=200)
    size: int = Field(ge=0)
    width: int = 0
    height: int = 0
    sha1: str = Field(pattern=r"^[0-9a-f]{40}$")
    user: str = ""
    thumburl: str = Field(default="", max_length=2_000)
    extmetadata: dict[str, _Value] = {}


class _Derivative(BaseModel):
    src: str = Field(max_length=2_000)
    type: str = ""
    height: int = 0
    bandwidth: float = 0


class _Video(BaseModel):
    derivatives: list[_Derivative] = []


class _Page(BaseModel):
    title: str = Field(max_length=300)
    imageinfo: list[_Info] = []
    videoinfo: list[_Video] = []


class _Query(BaseModel):
    pages: list[_Page] = Field(min_length=1)


class _Answer(BaseModel):
    query: _Query


class Original(Struct, frozen=True):
    """A file on Commons: where it is told of, what it is, and whose.

    `address` is that of the smallest form that is enough for all that we make of it;
    `descriptions` are plain text by the codes of our languages.
    """

    name: str
    page: str
    sha1: str
    mime: str
    bytes: int
    address: str
    title: str
    author: str
    licence: str
    descriptions: Mapping[str, str]


def read_original(answer: object) -> Original:
    """Return the file that an answer is about; raise Refused or AnswerWrong."""
    try:
        page = _Answer.model_validate(answer).query.pages[0]
    except ValidationError as error:
        raise AnswerWrong from error
    if not page.imageinfo:
        raise Refused(MISSING)
    info = page.imageinfo[0]
    name = page.title.rpartition(":")[2]
    told = {key: _by_language(one.value) for key, one in info.extmetadata.items()}
    return Original(
        name=name,
        page=info.descriptionurl,
        sha1=info.sha1,
        mime=info.mime,
        bytes=info.size,
        address=_enough(info, page.videoinfo),
        title=_one(told, "ObjectName")[:200] or name.rpartition(".")[0],
        author=_one(told, "Attribution") or _one(told, "Artist") or info.user,
        licence=_licence(told),
        descriptions=_descriptions(told.get("ImageDescription", {})),
    )


def _enough(info: _Info, videos: list[_Video]) -> str:
    """Return the address of the lightest form that all sizes can be made of."""
    kind = info.mime.partition("/")[0]
    if kind == "image":
        is_ready = info.mime in CONTAINERS and info.mime != "image/svg+xml"
        is_large = info.width > max(WIDTHS) or not is_ready
        return info.thumburl or info.url if is_large else info.url
    if kind not in {"video", "audio"} and info.mime not in {*CONTAINERS, _PDF}:
        raise Refused(NOTHING_WE_SHOW)
    forms = [
        form
        for video in videos
        for form in video.derivatives
        if form.type.startswith("video/webm") and LINES <= form.height < info.height
    ]
    best = min(forms, key=lambda one: (one.height, one.bandwidth), default=None)
    return best.src if best else info.url


def _licence(told: Mapping[str, dict[str, str]]) -> str:
    """Return the SPDX name of a licence; raise Refused with the reason."""
    code = _one(told, "License").lower()
    shown = _one(told, "LicenseShortName") or _one(told, "UsageTerms") or code
    is_free = _one(told, "NonFree").lower() not in {"true", "1", "yes"}
    if not is_free or _NOT_FREE.search(f"{code} {shown}".replace("-", " ")):
        raise Refused(NOT_FREE, licence=shown or code or "?")
    if code in _ZERO:
        return ZERO
    if code == "pd" or code.startswith("pd-") or shown.lower() == "public domain":
        return PUBLIC_DOMAIN
    found = _LICENCE.fullmatch(code)
    if found is None:
        raise Refused(NO_LICENCE)
    return "-".join(part for part in ("CC", *found.groups()) if part).upper()


def _descriptions(told: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, text in told.items():
        language = find_language(code or "en")
        if language and not language.pseudo and text and len(found) < MAX_LANGUAGES:
            found.setdefault(language.code, text[:MAX_DESCRIPTION])
    return found


def _by_language(value: object) -> dict[str, str]:
    """Return plain texts by language; what is for all is under the empty code."""
    if not isinstance(value, dict):
        return {"": _plain(value)}
    return {str(code): _plain(text) for code, text in value.items() if code[:1] != "_"}


def _one(told: Mapping[str, dict[str, str]], name: str) -> str:
    texts = told.get(name, {})
    text = texts.get("") or texts.get("en") or next(iter(texts.values()), "")
    return text if len(text) <= MAX_WORDS else f"{text[: MAX_WORDS - 1]}…"


def _plain(value: object) -> str:
    """Return the words of a piece of HTML on one line."""
    # Takes long to read in, and only who asks Commons needs it.
    import nh3  # noqa: PLC0415 - see above

    if not isinstance(value, str | int | float):
        return ""
    # Where a paragraph ends a word ends too.
    spaced = re.sub(r"<(/?(?:p|div|li|br|td|dd)\b)", r" <\1", str(value)[:20_000])
    return " ".join(unescape(nh3.clean(spaced, tags=set())).split())


_PDF = "application/pdf"
