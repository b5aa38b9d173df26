"""Makes the two keys the program uses, once, with the server's master key."""

from uuid import NAMESPACE_URL, UUID, uuid5

import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError
from msgspec import Struct

from app.search.index import IndexUnavailable
from app.search.meilisearch.keys import names

SEARCH_ACTIONS = ("search",)
INDEX_ACTIONS = (
    *("documents.add", "documents.get", "documents.delete"),
    *("indexes.create", "indexes.get", "indexes.delete", "indexes.swap"),
    *("settings.get", "settings.update", "tasks.get", "stats.get", "version"),
)
ALREADY_THERE = 409
TIMEOUT_SECONDS = 20


class Keys(Struct, frozen=True):
    """A key to search and a key to index."""

    search: str
    index: str


def make_keys(url: str, master_key: str, index: str) -> Keys:
    """Make the two keys, or return them when they are there; raise IndexUnavailable."""
    client = meilisearch.Client(url.rstrip("/"), master_key, timeout=TIMEOUT_SECONDS)
    try:
        return Keys(
            search=_make(client, index, "search", SEARCH_ACTIONS),
            index=_make(client, index, "index", INDEX_ACTIONS),
        )
    except MeilisearchApiError as error:
        raise IndexUnavailable(f"{error.status_code} {error.code}") from None
    except (MeilisearchError, ValueError) as error:
        # What they say may quote the address, and with it a name and passphrase.
        raise IndexUnavailable(type(error).__name__) from None


def _make(
    client: meilisearch.Client, index: str, purpose: str, actions: tuple[str, ...]
) -> str:
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
        return client.create_key(wanted).key
    except MeilisearchApiError as refused:
        if refused.status_code != ALREADY_THERE:
            raise
        return client.get_key(str(uid)).key


def key_id(index: str, purpose: str) -> UUID:
    """Return the id of a key: the same for the same index and purpose."""
    return uuid5(NAMESPACE_URL, f"passalong:{index}:{purpose}")
