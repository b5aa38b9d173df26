"""What `app.main` has of host sites: read in when there is something to tell one."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.accounts.events import AccountVanished
from app.hosts.job_names import DELIVER
from app.platform.jobs import RunningJob
from app.platform.public_web import PublicWeb
from app.platform.worker import Worker

AGENT = "Passalong/0.1 (learning packs; tells sites what they asked to be told)"
SEND_SECONDS = 15.0


def web_to_hosts() -> PublicWeb:
    """Return the way out to sites that people named."""
    return PublicWeb(AGENT, seconds=SEND_SECONDS)


def wire(
    worker: Worker, web: Callable[[], PublicWeb], keys: list[str], public_url: str
) -> None:
    """Take messages to sites: over `web`, signed with what `keys` keep.

    They have a lane of their own: slow sites hold up no other job, nor a film them.
    """

    def deliver(job: RunningJob) -> None:
        # Here, because most installations have no such sites.
        from app.hosts.delivering import Delivering  # noqa: PLC0415 - see above

        Delivering(web, keys, public_url).run(job)

    worker.register(DELIVER, deliver, slow=True, apart=True)
    worker.bus.subscribe(AccountVanished, _forget)


def export_links(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return from which sites an account keeps what is learnt, for its own data."""
    from app.hosts import linking  # noqa: PLC0415 - see above

    return linking.export_links(session, user_id)


def _forget(session: Session, fact: AccountVanished) -> None:
    from app.hosts.linking import forget_links  # noqa: PLC0415 - see above

    forget_links(session, fact)
