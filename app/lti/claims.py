"""What a launch says: the claims of LTI 1.3 Core, Deep Linking, AGS and NRPS.

Only what the tool uses is read; what is wrong in it is refused, the rest ignored.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
VERSION = "1.3.0"
RESOURCE, CHOOSE = "LtiResourceLinkRequest", "LtiDeepLinkingRequest"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
TEACHING = ("Instructor", "Administrator", "ContentDeveloper", "Mentor", "Manager")

Short = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Address = Annotated[str, StringConstraints(max_length=2_000)]


class Part(BaseModel):
    """What all parts of a launch share."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class ResourceLink(Part):
    """The link in the course; its id is the same for everybody there."""

    id: Short


class Presentation(Part):
    """How the platform shows us: the language of its pages."""

    locale: str = Field(default="", max_length=64)


class DeepLinking(Part):
    """What may be chosen, and where the choice goes."""

    deep_link_return_url: Address
    accept_types: list[str] = Field(max_length=40)
    data: str | None = Field(default=None, max_length=20_000)


class Grading(Part):
    """Where grades go: one column, or the list of them."""

    scope: list[str] = Field(default=[], max_length=20)
    lineitem: Address = ""
    lineitems: Address = ""


class Names(Part):
    """Where the list of the course's people is."""

    context_memberships_url: Address


class Launch(Part):
    """A launch, after its signature is proven."""

    message_type: str = Field(alias=f"{CLAIM}message_type")
    version: str = Field(alias=f"{CLAIM}version")
    deployment_id: Short = Field(alias=f"{CLAIM}deployment_id")
    roles: list[str] = Field(alias=f"{CLAIM}roles", max_length=200)
    # The standard lets a platform open the tool for nobody in particular.
    sub: Annotated[str, StringConstraints(max_length=255)] = ""
    target: Address = Field(alias=f"{CLAIM}target_link_uri", default="")
    link: ResourceLink | None = Field(alias=f"{CLAIM}resource_link", default=None)
    custom: dict[str, Any] = Field(alias=f"{CLAIM}custom", default={})
    presentation: Presentation = Field(
        alias=f"{CLAIM}launch_presentation", default=Presentation()
    )
    deep_linking: DeepLinking | None = Field(
        alias=f"{DEEP}deep_linking_settings", default=None
    )
    grading: Grading | None = Field(alias=f"{AGS}claim/endpoint", default=None)
    names: Names | None = Field(alias=f"{NRPS}claim/namesroleservice", default=None)

    @property
    def is_by_teacher(self) -> bool:
        """Whether somebody who looks after the course has opened the link."""
        return any(
            role.startswith(MEMBERSHIP) and role.endswith(TEACHING)
            for role in self.roles
        )
