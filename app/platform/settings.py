"""All settings, read once from PASSALONG_… variables and checked at the start."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.platform.machine_settings import MachineSettings
from app.platform.media_settings import MediaSettings
from app.platform.search_settings import PREFIX as PREFIX
from app.platform.search_settings import SearchSettings, split_address, web_origin

DEVELOPMENT_SECRET = "for development only: anyone can read this"  # noqa: S105 - public on purpose
MIN_SECRET_LENGTH = 32
HIGHEST_PORT = 65535


class SettingsError(Exception):
    """The configuration cannot be used; the text names keys and never values."""


class Settings(SearchSettings, MachineSettings, MediaSettings):
    """How this installation is set up. Frozen: nothing changes after the start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    environment: Literal["development", "production", "test"] = Field(
        "development", description="`production` refuses unsafe values."
    )
    public_url: str = Field(
        "http://127.0.0.1:8000", description="Address readers use, without a path."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "localhost", "[::1]"),
        description="Host names answered to, separated by commas.",
    )
    source_url: str = Field(
        "", description="Where readers find the source of what runs here (AGPL)."
    )
    host: str = Field("127.0.0.1", description="Network address to listen on.")
    port: int = Field(8000, ge=1, le=HIGHEST_PORT, description="Port to listen on.")
    processes: int = Field(
        1, ge=1, le=64, description="Processes that serve, one for each processor."
    )
    secret_key: str = Field(
        DEVELOPMENT_SECRET,
        repr=False,
        description="Signs cookies; 32 characters or more. Several, newest first, "
        "separated by spaces, let you change it without signing people out.",
    )
    database_url: str = Field(
        "sqlite:///var/passalong.db",
        repr=False,
        description="SQLAlchemy address: `sqlite:///…` or `postgresql+psycopg://…`.",
    )
    redis_url: str = Field(
        "",
        repr=False,
        description="Address of a Redis server by which several processes show each "
        "other live drafts at once; empty: they read them from the database.",
    )
    content_folder: Path = Field(
        Path(),
        description="Folder that holds `learning_packs/`, `courses/`, `projects/` "
        "and `organisations/`.",
    )
    worker: bool = Field(
        True, description="Run jobs and events inside the server process."
    )
    local_accounts: bool = Field(
        False, description="Let people register with a name and passphrase."
    )
    second_person: bool = Field(
        True, description="Nobody publishes alone what they wrote."
    )
    check_links: bool = Field(
        True, description="Look now and then whether links of packs still work."
    )
    keep_offline: bool = Field(
        True,
        description="Let browsers keep packs; `false` has them delete what they kept.",
    )
    open_suggestions: bool = Field(
        False, description="Let people without an account suggest changes to packs."
    )
    demo: bool = Field(
        False, description="Create the demo accounts. Refused in production."
    )
    pseudo_locales: bool = Field(
        False, description="Offer `en-xa`, `ar-xb` and `x-xss`. Not for production."
    )
    debug: bool = Field(False, description="Show tracebacks. Refused in production.")
    oauth_issuer: str = Field(
        "", description="Sign-in provider, e.g. `https://meta.wikimedia.org`."
    )
    oauth_client_id: str = Field("", description="Client id given by the provider.")
    oauth_client_secret: str = Field(
        "", repr=False, description="Client secret given by the provider."
    )
    page_cache_mb: int = Field(
        48, ge=0, le=4096, description="Memory for ready anonymous pages; 0: none."
    )
    api_per_minute: int = Field(
        600, ge=0, le=10**6, description="API requests a network may make; 0: any."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least important message that is logged."
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("name at least one host")
        if any(set(host) & set("/@ ?#") for host in value):
            raise ValueError("names of hosts only, such as a.org, without https://")
        return value

    @field_validator("host")
    @classmethod
    def _some_host(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must not be empty")
        return value

    @field_validator("source_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must be an http or https address")
        return value

    @field_validator("public_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        return web_origin(value)

    @field_validator("oauth_issuer")
    @classmethod
    def _readable_issuer(cls, value: str) -> str:
        # The provider that is set up with it knows what it must look like.
        split_address(value)
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_secrets(cls, value: str) -> str:
        keys = [value] if value == DEVELOPMENT_SECRET else value.split()
        if not keys or min(map(len, keys)) < MIN_SECRET_LENGTH:
            raise ValueError("each key needs 32 characters or more")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        try:
            url = make_url(value)
        except (ArgumentError, ValueError):
            # Their messages quote the address, which may hold a password.
            raise ValueError("is not a database address") from None
        if url.database in {None, "", ":memory:"}:
            raise ValueError("must name a file or a database")
        return value

    @model_validator(mode="before")
    @classmethod
    def _address_of_the_port(cls, given: dict[str, object]) -> dict[str, object]:
        port = str(given.get("port", ""))
        # What is no port is named as the port, not as an address made of it.
        if port.isdecimal() and int(port) <= HIGHEST_PORT:
            given.setdefault("public_url", f"http://127.0.0.1:{port}")
        return given

    @model_validator(mode="after")
    def _whole_oauth(self) -> Self:
        parts = (self.oauth_issuer, self.oauth_client_id, self.oauth_client_secret)
        if any(parts) and not all(parts):
            raise ValueError(
                f"{PREFIX}OAUTH_ISSUER, {PREFIX}OAUTH_CLIENT_ID and "
                f"{PREFIX}OAUTH_CLIENT_SECRET go together: set all or none"
            )
        return self

    @model_validator(mode="after")
    def _host_of_files_apart(self) -> Self:
        ours = {urlsplit(self.public_url).hostname, *map(str.lower, self.allowed_hosts)}
        if self.media_host and self.media_host_name in ours:
            raise ValueError(
                f"{PREFIX}MEDIA_HOST: must be a host of its own, not one of "
                f"{PREFIX}PUBLIC_URL or {PREFIX}ALLOWED_HOSTS"
            )
        if self.is_secure and self.media_host.startswith("http:"):
            raise ValueError(
                f"{PREFIX}MEDIA_HOST: must begin with https://, as the site does"
            )
        return self

    @model_validator(mode="after")
    def _safe_production(self) -> Self:
        if self.environment != "production":
            return self
        unsafe = {
            "SECRET_KEY: the development secret is public": self.secret_key
            == DEVELOPMENT_SECRET,
            "DEBUG: shows internals to visitors": self.debug,
            "DEMO: creates accounts with known passphrases": self.demo,
            "PSEUDO_LOCALES: serves test payloads": self.pseudo_locales,
            "PUBLIC_URL: must begin with https://": not self.public_url.startswith(
                "https://"
            ),
            "MEDIA_HOST: must begin with https://": self.media_host.startswith("http:"),
            "ALLOWED_HOSTS: name the hosts you serve": "allowed_hosts"
            not in self.model_fields_set
            or "*" in self.allowed_hosts,
        }
        found = [PREFIX + text for text, is_unsafe in unsafe.items() if is_unsafe]
        if found:
            raise ValueError("not safe in production: " + "; ".join(found))
        return self

    @property
    def signing_keys(self) -> list[str]:
        """Keys for signatures, oldest first, as itsdangerous expects them."""
        if self.secret_key == DEVELOPMENT_SECRET:
            return [self.secret_key]
        return list(reversed(self.secret_key.split()))

    @property
    def is_secure(self) -> bool:
        """Whether readers reach us over TLS, so that cookies can insist on it."""
        return self.public_url.startswith("https://")


def load_settings() -> Settings:
    """Read the environment; raise SettingsError naming every key that is wrong."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {key for key in os.environ if key.upper().startswith(PREFIX)}
    unknown = sorted(key for key in given if key.upper() not in known)
    problems = [f"{key}: there is no such setting" for key in unknown]
    try:
        settings = Settings()
    except ValidationError as error:
        problems += [_describe(item["loc"], item["msg"]) for item in error.errors()]
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _describe(location: tuple[int | str, ...], message: str) -> str:
    text = message.removeprefix("Value error, ")
    return f"{PREFIX}{str(location[0]).upper()}: {text}" if location else text


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process."""
    return load_settings()
