"""What `app.main` has of learning systems: read in when one is to be told."""

from collections.abc import Callable

from sqlmodel import Session

from app.hosts.events import FramedProgress
from app.lti.job_names import RETURN_GRADES
from app.platform.jobs import RunningJob
from app.platform.public_web import PublicWeb
from app.platform.worker import Worker

AGENT = "Passalong/0.1 (learning packs; LTI tool)"
ASK_SECONDS = 15.0


def web_to_platforms() -> PublicWeb:
    """Return the way out to platforms that people named."""
    return PublicWeb(AGENT, seconds=ASK_SECONDS)


def wire(worker: Worker, web: Callable[[], PublicWeb], keys: list[str]) -> None:
    """Return grades: over `web`, signed with what `keys` unseal."""
    worker.bus.subscribe(FramedProgress, note_progress)

    def send(job: RunningJob) -> None:
        # Here, because most installations have no such platforms.
        from app.lti.returning import Returning  # noqa: PLC0415 - see above

        Returning(web, keys).run(job)

    worker.register(RETURN_GRADES, send, slow=True)


def note_progress(session: Session, fact: FramedProgress) -> None:
    """Owe a grade to the links by which somebody learns this pack."""
    # Here, because most installations have no such platforms.
    from app.lti.grades import note_progress as note  # noqa: PLC0415 - see above

    note(session, fact)
