"""Addresses of the workbench: what is shown stays in them from one save to the next."""

from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace

from app.translation.desk.marks import Show


class Address(Struct, frozen=True):
    """Where somebody is: a subject between two languages, a filter, perhaps a part.

    `lang` is the language of the site around it.
    """

    lang: str
    slug: str
    source: str
    target: str
    filter: Show = Show.TODO
    part: str = ""

    @property
    def hub(self) -> str:
        return f"/{self.lang}/translate"

    @property
    def base(self) -> str:
        """The workbench itself, without a filter."""
        return f"{self.hub}/{quote(self.slug)}/{self.source}/{self.target}"

    @property
    def here(self) -> str:
        return self._with()

    @property
    def paging(self) -> str:
        """The address up to the number of a page."""
        return self._with(page="")

    @property
    def here_part(self) -> str:
        return f"{self.base}/_here"

    @property
    def replacing(self) -> str:
        return f"{self.base}/replace"

    @property
    def accepting(self) -> str:
        return self._with(f"{self.base}/accept")

    def show(self, show: str) -> str:
        """Return the address of another filter."""
        return replace(self, filter=Show(show)).here

    def of_part(self, part: str) -> str:
        """Return the address of one part, or of all with an empty key."""
        return replace(self, part=part).here

    def page(self, number: int) -> str:
        return self._with(page=str(number))

    def unit(self, unit_id: str) -> str:
        """Return the address of the page with a unit open, at that unit."""
        return f"{self._with(unit=unit_id)}#u-{unit_id}"

    def after(self, unit_id: str, said: str, *, is_back: bool = False) -> str:
        """Return where a unit leads that was dealt with: to the one beside it."""
        back = {"back": "1"} if is_back else {}
        word = {"said": said} if said else {}
        return f"{self._with(after=unit_id, **word, **back)}#unit-form"

    def save(self, unit_id: str) -> str:
        return self._with(f"{self.history(unit_id)}/save")

    def save_part(self, unit_id: str) -> str:
        return self._with(f"{self.history(unit_id)}/_saved")

    def history(self, unit_id: str) -> str:
        return f"{self.base}/units/{unit_id}"

    def _with(self, path: str = "", **more: str) -> str:
        query = {
            "show": self.filter.value,
            **({"part": self.part} if self.part else {}),
        }
        return f"{path or self.base}?{urlencode(query | more)}"
