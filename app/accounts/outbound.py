"""How this room talks to another server: the sign-in provider, and nobody else."""

from collections.abc import Mapping
from typing import Any

import structlog

from app.platform.errors import AppError
from app.platform.i18n import N_
from app.platform.outbound import OutboundFailed, Outgoing, ask

log = structlog.get_logger()

USER_AGENT = "Passalong/0.1 (learning packs; sign-in)"


class ProviderFailed(AppError):
    """The sign-in provider did not answer as it should."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The sign-in service did not answer as expected. You are not signed "
                "in. Please try again in a few minutes."
            )
        )


def ask_provider(
    method: str,
    url: str,
    *,
    issuer: str,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the JSON object a provider answers with; raise ProviderFailed.

    The address must be on the configured issuer's own host.
    """
    asked = Outgoing(method, url, USER_AGENT, headers or {}, form)
    try:
        answer = ask(asked, of=issuer)
    except OutboundFailed as error:
        log.warning("provider_failed", reason=error.reason, status=error.status)
        raise ProviderFailed from error
    if not isinstance(answer, dict):
        log.warning("provider_failed", reason="not_an_object", status=200)
        raise ProviderFailed
    return answer
