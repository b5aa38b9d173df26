"""Why a launch is refused, in words that say what to do; all are shown in a frame."""

import structlog

from app.platform.errors import AppError
from app.platform.i18n import N_

log = structlog.get_logger("passalong.lti")


class LaunchRefused(AppError):
    """A message of a learning system cannot be used; nothing was kept of it."""

    status = 400


class PlatformSilent(AppError):
    """A learning system was asked something and did not answer as it should."""

    status = 503


BEGIN_AGAIN = N_(
    "This opening was used already, or took longer than ten minutes. Nothing was kept. "
    "Go back to your course and open the link there once more."
)
UNKNOWN_PLATFORM = N_(
    "This learning system is not connected with Passalong. Whoever looks after it "
    "can connect it on the page of their organisation here."
)
NOT_PROVEN = N_(
    "What your learning system sent could not be proven, so nobody was let in. Go "
    "back and open the link once more. If that does not help, tell whoever looks "
    "after the learning system: %(reason)s."
)
OTHER_DEPLOYMENT = N_(
    "This part of your learning system is not connected yet. Somebody who acts for "
    "the organisation can allow it on its page here: %(deployment)s."
)
NO_CONTENT = N_(
    "Nothing was chosen for this link. Whoever made it can edit it in the course and "
    "choose a pack."
)
ELSEWHERE = N_(
    "This message leads to another site, so it was not followed. Tell whoever looks "
    "after the learning system."
)
SILENT = N_(
    "Your learning system did not answer when we asked for its keys. Nothing was "
    "kept. Wait a little, then open the link in your course once more."
)


def not_proven(reason: str) -> LaunchRefused:
    """Return the refusal of a message; `reason` is a few fixed words for its maker."""
    log.warning("launch_refused", reason=reason)
    return LaunchRefused(NOT_PROVEN, reason=reason)
