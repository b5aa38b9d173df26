"""What libraries would do at every start, and a server never or only later needs."""

import os
import sys

# The log would read in rich for colours that nobody sees, uvicorn what watches files
# for who writes them, FastAPI what Pydantic was, which nothing here is, and for its own
# model of a contact what checks addresses of mail: a tenth of it is one pattern.
NAMES = ("rich", "pydantic.v1", "watchfiles", "email_validator")


def hide_unneeded() -> None:
    """Let nobody read or make that; before the first of the libraries is read in."""
    for name in NAMES:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # how Python says no
    # Pydantic would look through all packages that are installed for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from pydantic import BaseModel  # noqa: PLC0415 - it looks at the line above

    # A model is made ready for its first use: FastAPI's fifty describe an interface
    # that hardly anybody asks a server to describe.
    BaseModel.model_config["defer_build"] = True
