"""What the worker has of looking at links: read in when it is time to look."""

from functools import cache
from typing import TYPE_CHECKING

from app.authoring.freshness.asking import CHECK_LINKS, request_check
from app.packs.events import PackLoaded
from app.platform.jobs import RunningJob
from app.platform.worker import Worker

if TYPE_CHECKING:
    from app.authoring.freshness.checking import LinkChecking


def wire(worker: Worker, *, is_wanted: bool) -> None:
    """Look at links; begin after something was published, where that is wanted."""

    @cache
    def checking() -> "LinkChecking":
        # Here, because it reads whole modules to find what they link to.
        from app.authoring.freshness.checking import LinkChecking  # noqa: PLC0415

        return LinkChecking()

    def check(job: RunningJob) -> None:
        checking().run(job)

    if is_wanted:
        worker.bus.subscribe_to_many(PackLoaded, request_check)
    worker.register(CHECK_LINKS, check, slow=True)
