"""What moderators and stewards send."""

from typing import Annotated

from pydantic import Field

from app.accounts.roles import Role
from app.web.forms import Form

MAX_NAME, MAX_LANGUAGE, MAX_REASON = 200, 100, 500

Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class RoleForm(Form):
    """A role to give or to take; no skill or language means all of them."""

    name: Name
    role: Role
    skill: Annotated[str, Field(max_length=60)] = ""
    language: Annotated[str, Field(max_length=MAX_LANGUAGE)] = ""


class BlockForm(Form):
    """An account to block or unblock, and why."""

    name: Name
    reason: Annotated[str, Field(min_length=1, max_length=MAX_REASON)]
