"""The colours a host may choose: ours, so that every one can be read."""

from typing import Annotated

from fastapi import Depends, Request
from msgspec import Struct

from app.platform.i18n import N_

# Each has its shades for light and dark in static/embed.css.
COLOURS = {
    "blue": N_("Blue"),
    "green": N_("Green"),
    "plum": N_("Plum"),
    "rust": N_("Rust"),
}
THEMES = {
    "auto": N_("As the device is set"),
    "light": N_("Light"),
    "dark": N_("Dark"),
}


class Look(Struct, frozen=True):
    """How a frame looks; what is not known is as if it was not asked for."""

    colour: str = "blue"
    theme: str = "auto"

    @property
    def query(self) -> str:
        """What is put behind addresses so that the next page looks the same."""
        asked = {"color": (self.colour, "blue"), "theme": (self.theme, "auto")}
        found = [f"{key}={is_}" for key, (is_, usual) in asked.items() if is_ != usual]
        return "?" + "&".join(found) if found else ""


# A coroutine, because it only looks at the request.
async def asked_look(request: Request) -> Look:
    """Return the look an address asks for: `?color=green&theme=dark`."""
    colour = request.query_params.get("color", "")
    theme = request.query_params.get("theme", "")
    return Look(
        colour if colour in COLOURS else "blue", theme if theme in THEMES else "auto"
    )


AskedLook = Annotated[Look, Depends(asked_look)]
