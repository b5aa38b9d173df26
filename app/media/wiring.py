"""What `app.main` has of media: jobs, each read in when there is something to do."""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.media.job_names import COMPLETE, COPY, FORGET, HIDE, LOOK, PROCESS, SWEEP
from app.media.showing import Hiding, hide_withdrawn, hide_wrongly_shown
from app.platform.db import Database
from app.platform.jobs import RunningJob
from app.platform.settings import Settings
from app.platform.storage import Storage
from app.platform.worker import Worker

log = structlog.get_logger()


def wire_files(worker: Worker, storage: Storage, settings: Settings) -> None:
    """Do the jobs of files in a storage, and copy some from Commons."""

    def process(job: RunningJob) -> None:
        # Here, because a site that is only read needs nothing of it.
        from app.media.processing import Processing  # noqa: PLC0415 - see above

        Processing(storage, settings.media_scanner).run(job)

    def copy(job: RunningJob) -> None:
        from app.media.wikimedia.copying import Copying  # noqa: PLC0415 - as above

        Copying(storage, settings.commons_url, settings.public_url).run(job)

    def look(job: RunningJob) -> None:
        from app.media.wikimedia.looking import Looking  # noqa: PLC0415 - as above

        Looking(settings.commons_url, settings.public_url).run(job)

    def sweep(job: RunningJob) -> None:
        from app.media.sweeping import Sweeping  # noqa: PLC0415 - as above

        Sweeping(storage).run(job)

    def forget(job: RunningJob) -> None:
        from app.media.sweeping import Forgetting  # noqa: PLC0415 - as above

        Forgetting(storage).run(job)

    def complete(job: RunningJob) -> None:
        from app.media.completing import Completing  # noqa: PLC0415 - as above

        Completing(storage).run(job)

    worker.register(PROCESS, process, slow=True)
    worker.register(COMPLETE, complete, slow=True)
    worker.register(COPY, copy, slow=True)
    worker.register(LOOK, look)
    worker.register(SWEEP, sweep)
    worker.register(FORGET, forget)
    worker.register(HIDE, Hiding(storage).run)
    hide_withdrawn(worker.database, storage, settings)


def look_at_shown_files(database: Database, storage: Storage) -> None:
    """Hide what nginx should not send: the database may have been restored while
    nothing ran. For a start, in a thread beside it.
    """
    try:
        for key in hide_wrongly_shown(database, storage):
            log.warning("file_was_shown", key=key)
    except (SQLAlchemyError, OSError):
        # `passalong doctor` tells more; a site that cannot say so must be up, too.
        log.exception("shown_files_not_looked_at")
