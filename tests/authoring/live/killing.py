"""Processes that are killed while they write a live draft, save it, or shorten its log.

Run as a program it reads `<address> <document> <round> <file>` from its input, one a
line, and forks a writer for each. Forking spares each the seconds of reading the
program in.
"""

import os
import re
import sys
from collections import Counter
from pathlib import Path
from random import Random

from sqlmodel import select

from app.authoring.live import log, store
from app.authoring.live.documents import BODY, load_document, read
from app.authoring.live.log import find_live, whole_log
from app.authoring.live.models import DocSnapshot, DocUpdate
from app.platform.db import Database
from tests.services.nursery import Nursery

WAIT_SECONDS = 60
WORDS = re.compile(r"⟨(\d+-\d+)⟩")


class Writers(Nursery):
    """Starts writers and kills them at any moment."""

    def __init__(self) -> None:
        super().__init__("tests.authoring.live.killing")

    def kill_writer(self, words: str, said: Path, after: float) -> None:
        """Let a writer write for a while and kill it without a warning."""
        before = _size(said)
        self.kill_one(f"{words} {said}", lambda: _size(said) > before, after=after)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def kill_often(database: Database, document_id: int, times: int, said: Path) -> int:
    """Kill writers of a live draft at random moments, look after each what is left.

    Return how many of their words were acknowledged.
    """
    random, nursery = Random(times), Writers()  # noqa: S311 - no secret
    try:
        for one in range(times):
            words = f"{database.url} {document_id} {one}"
            nursery.kill_writer(words, said, random.uniform(0, 0.3))
            must_be_sound(database, document_id, said)
    finally:
        nursery.close()
    return len(said.read_text().split())


def must_be_sound(database: Database, document_id: int, said: Path) -> None:
    """Fail when an acknowledged word is missing or doubled, or the log has a gap."""
    with database.open_session() as session:
        live = find_live(session, document_id)
        assert live is not None
        start = session.get(DocSnapshot, document_id)
        kept = select(DocUpdate.seq).where(DocUpdate.document_id == document_id)
        seqs = sorted(session.exec(kept))
        text = read(load_document(whole_log(session, document_id).updates)).body
    upto = start.upto_seq if start else 0
    assert seqs == list(range(upto + 1, live.last_seq + 1))
    assert live.saved_seq <= live.last_seq
    found = Counter(WORDS.findall(text))
    assert set(found.values()) <= {1}
    # The last word of a line may have been cut off with its writer.
    assert set(said.read_text().split()) <= set(found)


def main() -> None:
    """Fork a writer for each line; say its id, and later how it ended."""
    log.LONG_LOG = 4
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            url, document_id, one, said = line.split()
            work(Database(url), int(document_id), one, Path(said))
        print(pid, flush=True)  # noqa: T201 (the answer to the test)
        _, status = os.waitpid(pid, 0)
        print("killed", os.WTERMSIG(status), flush=True)  # noqa: T201 (the same)


def work(database: Database, document_id: int, one: str, said: Path) -> None:
    """Write words, say which are committed, save and shorten the log, for ever."""
    with database.open_session() as session:
        live = find_live(session, document_id)
        assert live is not None
        document = load_document(whole_log(session, document_id).updates)
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    count = 0
    while True:
        count += 1
        before = document.get_state()
        document[BODY].insert(0, f"⟨{one}-{count}⟩")
        update = document.get_update(before)
        store.write(database, [store.New(document_id, live.epoch, update, [])])
        os.write(out, f"{one}-{count}\n".encode())
        if count % 3 == 0:
            store.save(database, document_id)


if __name__ == "__main__":
    main()
