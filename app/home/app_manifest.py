"""What a device needs to put the site beside its programs: a manifest a language."""

from typing import Any

from app.platform.i18n import gettext
from app.platform.languages import Language
from app.web.static_files import static_files

NAME = "Passalong"
# The top of every page, and the ground of the picture.
THEME, GROUND = "#233566", "#f8f9fa"
# As on the page about the site.
SAID = (
    "Passalong turns finished projects of the Wikimedia movement into learning packs "
    "that anyone can take, in their own language and at their own pace."
)
ICON_SIDES = (192, 512)


def app_manifest(page: Language, words: Language) -> dict[str, Any]:
    """Return the manifest of the site as it is read in a language, in these words.

    Whoever installs it in two languages has two programs, each with its start.
    """
    start = f"/{page.code}/"
    return {
        "id": start,
        "start_url": start,
        "scope": "/",
        "name": NAME,
        "short_name": NAME,
        "description": gettext(SAID),
        "lang": words.tag,
        "dir": words.direction,
        "display": "minimal-ui",
        "theme_color": THEME,
        "background_color": GROUND,
        "icons": [
            {
                "src": static_files().url(f"icons/{side}.png"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for side in ICON_SIDES
            for purpose in ("any", "maskable")
        ],
    }
