"""What people who act for an organisation send."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.hosts.sites import MAX_ORIGIN
from app.hosts.webhooks import MAX_URL
from app.web.forms import Form


class SiteForm(Form):
    """The beginning of a site's address."""

    origin: str = Field(min_length=1, max_length=MAX_ORIGIN)


class EditorForm(Form):
    """Somebody's name."""

    name: str = Field(min_length=1, max_length=85)


class PackForm(Form):
    """The address of a pack."""

    pack: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]


class WebhookForm(Form):
    """Where messages go; empty for nowhere."""

    url: str = Field(default="", max_length=MAX_URL)


class RecordsForm(Form):
    """Where xAPI statements go and what opens it; an empty address for nowhere."""

    endpoint: str = Field(default="", max_length=MAX_URL)
    key: Annotated[str, StringConstraints(pattern=r"^[^:\x00-\x1f]{0,200}$")] = ""
    word: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{0,500}$")] = ""


class AgainForm(Form):
    """The message that is to be sent again; empty for all that failed."""

    message: str = Field(default="", max_length=40)
