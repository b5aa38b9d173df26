"""Our own links of a text (`source:…`, `project:…`) and the addresses they become."""

from collections.abc import Mapping

from msgspec import Struct, field


class LinkTable(Struct, frozen=True):
    """Addresses by scheme: known ones one by one, others under a folder.

    Plain data, so that it can go to another process together with the text.
    """

    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)

    def address(self, scheme: str, target: str) -> str | None:
        """Return the address of a link, or None when it leads nowhere."""
        if scheme in self.known:
            return self.known[scheme].get(target)
        folder = self.folders.get(scheme)
        return f"{folder}/{target}" if folder else None
