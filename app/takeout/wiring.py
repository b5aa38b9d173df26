"""What `app.main` has of copies of packs: read in when somebody wants one."""

from fastapi import FastAPI

from app.packs.events import PackLoaded
from app.platform.jobs import RunningJob
from app.platform.storage import Storage
from app.platform.worker import Worker
from app.takeout.job_names import DUMP, MAKE, SWEEP, request_dumps


def wire(worker: Worker, app: FastAPI, storage: Storage) -> None:
    """Make what takes long to make, and sweep up what is old."""

    def make(job: RunningJob) -> None:
        # Here, because it reads every form that packs are taken along in.
        from app.takeout.making import Making  # noqa: PLC0415 - see above

        Making(app).run(job)

    def sweep(job: RunningJob) -> None:
        from app.takeout.sweeping import Sweeping  # noqa: PLC0415 - as above

        Sweeping(storage).run(job)

    def dump(job: RunningJob) -> None:
        from app.takeout.dumps import Dumping  # noqa: PLC0415 - as above

        Dumping(storage, app.state.settings.public_url).run(job)

    worker.bus.subscribe_to_many(PackLoaded, request_dumps)
    worker.register(DUMP, dump, slow=True)
    worker.register(MAKE, make, slow=True)
    worker.register(SWEEP, sweep)
