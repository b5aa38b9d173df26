"""What people who act for an organisation send."""

from pydantic import Field

from app.hosts.webhooks import MAX_URL
from app.lti.platforms import Named
from app.web.forms import Form

MAX_NAME = 120
MAX_LIST = 2_000


class PlatformForm(Form):
    """A platform as its own page about external tools describes it."""

    name: str = Field(min_length=1, max_length=MAX_NAME)
    issuer: str = Field(min_length=1, max_length=MAX_URL)
    client_id: str = Field(min_length=1, max_length=255)
    auth_url: str = Field(min_length=1, max_length=MAX_URL)
    token_url: str = Field(min_length=1, max_length=MAX_URL)
    jwks_url: str = Field(min_length=1, max_length=MAX_URL)
    audience: str = Field(default="", max_length=MAX_URL)
    deployments: str = Field(default="", max_length=MAX_LIST)
    origins: str = Field(default="", max_length=MAX_LIST)

    def named(self) -> Named:
        """Return what it says, unchecked."""
        own = self.model_dump(exclude={"deployments", "origins"})
        return Named(**own, origins=tuple(self.origins.split()))


class DeploymentForm(Form):
    """A deployment as a platform calls it."""

    deployment: str = Field(min_length=1, max_length=255)
