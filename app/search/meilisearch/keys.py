"""The two keys the program uses: what they reach, and whether they may too much."""

from collections.abc import Iterator

from app.search.index import IndexUnavailable
from app.search.meilisearch.client import Client, Refused

FORBIDDEN = frozenset({401, 403})
NOT_THERE = 404


def names(index: str) -> list[str]:
    """Return the indexes our keys reach: the one in use, and one being built."""
    return [index, new_name(index)]


def new_name(index: str) -> str:
    """Return the name of an index while it is being built."""
    return f"{index}_new"


def wrong_rights(search: Client, index: Client, name: str) -> Iterator[str]:
    """Say what is wrong with the keys in use; raise IndexUnavailable."""
    question = {"q": "", "limit": 0}
    if not _may(search, "POST", f"/indexes/{name}/search", question):
        yield "the search key may not search"
    if _may(search, "GET", f"/indexes/{name}/settings"):
        yield "the search key may do more than search: make one that may not"
    if not _may(index, "GET", f"/indexes/{name}/settings"):
        yield "the index key may not index"
    if _may(index, "GET", "/keys"):
        yield "the index key may make keys: use one that may not"


def _may(client: Client, method: str, path: str, body: object = None) -> bool:
    try:
        client.ask(method, path, body)
    except Refused as refused:
        if refused.status in FORBIDDEN:
            return False
        # Whoever may ask is told that there is no such index yet.
        if refused.status != NOT_THERE:
            raise
    return True


def server_version(client: Client) -> str:
    """Return the version of the server; raise IndexUnavailable."""
    answer = client.ask("GET", "/version")
    try:
        return str(answer["pkgVersion"])
    except (KeyError, TypeError):
        raise IndexUnavailable("not a Meilisearch server") from None
