"""The two keys the program uses, made once with the master key; what they may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from app.search.index import IndexUnavailable
from app.search.meilisearch.client import INDEXING, Client, Refused

SEARCH_ACTIONS = ("search",)
INDEX_ACTIONS = (
    *("documents.add", "documents.get", "documents.delete"),
    *("indexes.create", "indexes.get", "indexes.delete", "indexes.swap"),
    *("settings.get", "settings.update", "tasks.get", "stats.get", "version"),
)
FORBIDDEN = frozenset({401, 403})
ALREADY_THERE = 409
NOT_THERE = 404


@dataclass(frozen=True)
class Keys:
    """A key to search and a key to index."""

    search: str
    index: str


def names(index: str) -> list[str]:
    """Return the indexes our keys reach: the one in use, and one being built."""
    return [index, new_name(index)]


def new_name(index: str) -> str:
    """Return the name of an index while it is being built."""
    return f"{index}_new"


def make_keys(url: str, master_key: str, index: str) -> Keys:
    """Make the two keys, or return them when they are there; raise IndexUnavailable."""
    with Client(url, master_key, INDEXING) as client:
        return Keys(
            search=_make(client, index, "search", SEARCH_ACTIONS),
            index=_make(client, index, "index", INDEX_ACTIONS),
        )


def _make(client: Client, index: str, purpose: str, actions: tuple[str, ...]) -> str:
    # The server derives a key from its id, so the same command gives the same keys.
    uid = key_id(index, purpose)
    wanted = {
        "uid": str(uid),
        "name": f"{index}: {purpose}",
        "description": "Made by `passalong search keys`.",
        "actions": actions,
        "indexes": names(index),
        "expiresAt": None,
    }
    try:
        return str(client.ask("POST", "/keys", wanted)["key"])
    except Refused as refused:
        if refused.status != ALREADY_THERE:
            raise
        return str(client.ask("GET", f"/keys/{uid}")["key"])


def key_id(index: str, purpose: str) -> UUID:
    """Return the id of a key: the same for the same index and purpose."""
    return uuid5(NAMESPACE_URL, f"passalong:{index}:{purpose}")


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
