"""Where links of a pack lead in a copy, and everything else on the web."""

from collections.abc import Mapping

from msgspec import Struct

from app.takeout.edition import Edition


class Places(Struct, frozen=True):
    """Addresses of our site by what they are called in the copy."""

    site: str
    known: Mapping[str, str]

    def led(self, address: str) -> str:
        """Return where a link leads in the copy."""
        path, hash_mark, anchor = address.partition("#")
        place = self.known.get(path)
        if place is None:
            is_ours = address.startswith("/") and not address.startswith("//")
            return f"{self.site}{address}" if is_ours else address
        if place.startswith("#"):
            # All is one page, and the anchors of every place are on it.
            return f"#{anchor}" if anchor else place
        return f"{place}{hash_mark}{anchor}"


def places(edition: Edition, *, ending: str, index: str, start: str = "") -> Places:
    """Return the places of a copy; its modules are between `start` and `ending`.

    `index` is the first page.
    """
    opened, along = edition.opened, edition.luggage
    carried = {file.key: f"files/{file.file_name}" for file in along.files}
    known = {
        group.address(file, opened.page.code): carried[file.key]
        for group in opened.view.media.values()
        for file in group.variants
        if file.key in carried
    }
    known[opened.base] = index
    for chapter in edition.chapters:
        known[chapter.module.base] = f"{start}{chapter.stem}{ending}"
    return Places(edition.site, known)
