"""Who asks, as far as counting needs to know."""

from starlette.requests import Request

from app.platform.networks import address_prefix
from app.platform.settings import Settings
from app.wishes.service import Visitor


def visitor_of(request: Request) -> Visitor:
    """Return the network a request came from, with the secret it is hashed with."""
    settings: Settings = request.app.state.settings
    host = request.client.host if request.client else ""
    return Visitor(address_prefix(host), settings.signing_keys[-1])
