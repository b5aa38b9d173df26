"""What the worker has of bringing packs in: read in when somebody brings some."""

from typing import TYPE_CHECKING

from app.authoring.importing.job_names import LOOK, TAKE
from app.platform.jobs import RunningJob
from app.platform.storage import Storage
from app.platform.worker import Worker

if TYPE_CHECKING:
    from app.authoring.importing.jobs import Importing


def wire(worker: Worker, storage: Storage) -> None:
    """Do what people ask for when they bring packs in."""

    def look(job: RunningJob) -> None:
        _importing(storage).look(job)

    def take(job: RunningJob) -> None:
        _importing(storage).take(job)

    worker.register(LOOK, look, slow=True)
    worker.register(TAKE, take, slow=True)


def _importing(storage: Storage) -> "Importing":
    # Here, because it reads every format that packs come in.
    from app.authoring.importing.jobs import Importing  # noqa: PLC0415 - see above

    return Importing(storage)
