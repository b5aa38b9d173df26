"""Free licences by their SPDX names: how people write them, and where they are told.

Creative Commons' addresses: https://creativecommons.org/licenses/list.en. `PD` is ours,
for what nobody has rights in.
"""

import re
from urllib.parse import urlsplit

ZERO = "CC0-1.0"
PUBLIC_DOMAIN = "PD"
_CREATIVE_COMMONS = re.compile(r"CC-(BY|BY-SA)-([1-4]\.[05])(?:-([A-Z]{2,6}))?")


def licence_name(code: str) -> str:
    """Return how people write a licence: `CC BY-SA 3.0 DE`; else as it is given."""
    if code == ZERO:
        return "CC0 1.0"
    if found := _CREATIVE_COMMONS.fullmatch(code):
        return " ".join(part for part in ("CC", *found.groups()) if part)
    return code


def licence_link(code: str) -> str:
    """Return where a licence can be read, or nothing."""
    root = "https://creativecommons.org"
    if code == ZERO:
        return f"{root}/publicdomain/zero/1.0/"
    found = _CREATIVE_COMMONS.fullmatch(code)
    if found is None:
        return ""
    kind, version, land = found.groups()
    rest = f"{land.lower()}/" if land else ""
    return f"{root}/licenses/{kind.lower()}/{version}/{rest}"


def host_of(address: str) -> str:
    """Return the name of a site, as a source is called by it; else the address."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
