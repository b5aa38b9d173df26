"""What people do about badges in the browser."""

import io
import json
import re
from typing import Any

from httpx2 import Response
from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

from tests.accounts.people import Browser

_TOKEN = re.compile(r"/badges/([\w-]{32})$")


def make_badge(browser: Browser, statement: str, **fields: str) -> str:
    """Make a badge of a statement; return its token."""
    answer = browser.post(f"/en/statements/{statement}/badge", **fields)
    assert answer.status_code == 303, answer.text
    return token_in(answer.headers["location"])


def token_in(address: str) -> str:
    """Return the token of a badge out of an address."""
    found = _TOKEN.search(address)
    assert found, address
    return found[1]


def credential_of(browser: Browser, token: str) -> dict[str, Any]:
    """Return a badge as a wallet gets it."""
    answer = browser.get(f"/badges/{token}/credential.json")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def in_png(answer: Response) -> dict[str, Any]:
    """Return the credential in a picture, as Pillow reads its text."""
    assert answer.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        picture.load()
        assert picture.size == (512, 512)
        found: dict[str, Any] = json.loads(picture.info["openbadgecredential"])
    return found


def in_svg(answer: Response) -> dict[str, Any]:
    """Return the credential in a drawing, as libxml2 reads it."""
    assert answer.headers["content-type"] == "image/svg+xml"
    drawing = etree.fromstring(answer.content)
    first = drawing[0]
    assert first.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert first.prefix == "openbadges"
    found: dict[str, Any] = json.loads(first.text or "")
    return found
