"""What a search page is compared with: the least that finding takes by itself."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path
from unittest.mock import patch

from app.platform.db import Database
from app.search.index import IndexUnavailable
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.service import MAX_ENTITIES
from app.search.vocabulary import Vocabulary
from app.search.words.query import parse
from tests.bench.servers import start_application
from tests.services.meilisearch import MeilisearchServer
from tests.services.process import RunningServer

# As long as the pages with which bare FTS5 was measured once: 6.8 to 12.3 kB.
SHORTEST, LONGEST = 6_800, 12_300
_TEXTS = """
SELECT group_entity, title, text FROM search_document
WHERE group_entity LIKE 'pack:%' AND language = 'en' AND NOT is_removed
ORDER BY group_entity, id
"""


def start_bare_search(folder: Path) -> RunningServer:
    """Start the bare search over the texts of a folder's packs, one page for each."""
    file = folder / "bare-pages.db"
    file.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(folder / "passalong.db")) as packs,
        closing(sqlite3.connect(file)) as bare,
    ):
        bare.execute("CREATE VIRTUAL TABLE page USING fts5(title, text)")
        bare.executemany("INSERT INTO page VALUES (?, ?)", _pages(packs))
        bare.execute("INSERT INTO page(page) VALUES ('optimize')")
        bare.commit()
    return start_application("bare_search", folder, {"BARE_PAGES": str(file)})


def _pages(packs: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield the title and the beginning of the text of each pack."""
    rows = packs.execute(_TEXTS)
    for number, (_, texts) in enumerate(groupby(rows, key=lambda row: row[0])):
        (_, title, summary), *sections = texts
        parts = [summary, *(f"{heading}\n{text}" for _, heading, text in sections)]
        length = SHORTEST + number * 7 % (LONGEST - SHORTEST)
        yield title, "\n".join(parts)[:length]


def first_questions(
    folder: Path, server: MeilisearchServer, searches: Iterable[str]
) -> tuple[str, ...]:
    """Return what Meilisearch is asked first for each of some searches."""
    with Database(f"sqlite:///{folder}/passalong.db") as database:
        index = MeilisearchIndex(server.settings(), Vocabulary(database))
        asked: list[str] = []

        def note(_method: str, _path: str, body: object) -> None:
            asked.append(json.dumps(body, ensure_ascii=False))
            raise IndexUnavailable

        with patch.object(index.searching, "ask", note):
            for text in searches:
                with suppress(IndexUnavailable):
                    index.find(parse(text), ("en",), limit=MAX_ENTITIES)
        index.close()
    return tuple(asked)
