"""The dumps of an installation: made each week, one a language, and found again.

They lie in storage beside a list of them, which is written last: whoever is killed
half-way leaves the dumps that were there.
"""

import json
from datetime import timedelta
from io import BytesIO
from tempfile import TemporaryFile

import structlog
from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.models import Pack, PackLanguage, PublicState
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.platform.languages import get_language
from app.platform.storage import Storage
from app.takeout.dump import Dumped, DumpWriter, as_index, marked
from app.takeout.job_names import DUMP

FOLDER = "dumps/"
INDEX = f"{FOLDER}index.json"
AGAIN = timedelta(days=7)

log = structlog.get_logger("passalong.takeout")


def key_of(language: str, dumped: Dumped) -> str:
    """Return where storage has a dump: its date and what is in it are in the name."""
    return f"{FOLDER}{language}-{dumped.made_on}-{dumped.sha256[:12]}.zip"


def dumps_of(storage: Storage) -> dict[str, Dumped]:
    """Return the dumps there are, by code of language."""
    if storage.find(INDEX) is None:
        return {}
    with storage.open(INDEX) as file:
        found: dict[str, dict[str, object]] = json.loads(file.read())
    return {code: Dumped(**one) for code, one in found.items()}  # type: ignore[arg-type] # ours


class Dumping:
    """The job, and what the operator's command does."""

    def __init__(self, storage: Storage, site: str) -> None:
        self.storage, self.site = storage, site

    def run(self, job: RunningJob) -> None:
        """Make every dump whose content changed; come back in a week."""
        self.make(job.database, job)
        with job.database.transaction() as session:
            request_job(session, DUMP, {}, key=DUMP, delay=AGAIN)

    def make(
        self, database: Database, job: RunningJob | None = None
    ) -> dict[str, Dumped]:
        """Make every dump whose content changed; return all there are now."""
        before, now = dumps_of(self.storage), dict[str, Dumped]()
        with database.open_session() as session:
            codes = _languages(session)
        for number, code in enumerate(codes):
            with database.open_session() as session:
                now[code] = self._made(session, code, before.get(code))
            if job:
                job.report(99 * number // len(codes))
        self.storage.put(INDEX, BytesIO(as_index(now)))
        kept = {INDEX, *(key_of(*one) for one in now.items())}
        # Whoever began to download the one before may finish.
        kept |= {key_of(*one) for one in before.items() if one[0] in now}
        gone = [one.key for one in self.storage.listed(FOLDER) if one.key not in kept]
        self.storage.delete_many(gone)
        return now

    def _made(self, session: Session, code: str, before: Dumped | None) -> Dumped:
        _, mark = marked(session, code)
        if before and before.mark == mark and self.storage.exists(key_of(code, before)):
            return before
        with TemporaryFile() as file:
            writer = DumpWriter(session, self.storage, self.site)
            dumped = writer.write(get_language(code), file)
            file.seek(0)
            self.storage.put(key_of(code, dumped), file)
        log.info("dump_made", language=code, packs=dumped.packs, bytes=dumped.bytes)
        return dumped


def _languages(session: Session) -> list[str]:
    found = (
        select(col(PackLanguage.language))
        .join(Pack, col(Pack.id) == col(PackLanguage.pack_id))
        .where(col(Pack.state) == PublicState.PUBLISHED, col(PackLanguage.title) != "")
        .distinct()
        .order_by(col(PackLanguage.language))
    )
    return list(session.scalars(found))
