"""The settings of media: where files are kept, how they are sent and looked through."""

from contextvars import ContextVar
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings

from app.platform.search_settings import (
    PREFIX,
    server_address,
    split_address,
    web_origin,
    word_in,
)

# Begins the addresses of readers' files in the answer that is being made: the origin
# of a host of their own, or nothing. Set by the web, as the interface language is.
readers_files: ContextVar[str] = ContextVar("readers_files", default="")


class MediaSettings(BaseSettings):
    """A local folder, unless a bucket is named."""

    media_folder: Path = Field(
        Path("var/media"), description="Where media files are kept."
    )
    media_url: str = Field(
        "",
        description="Address of an S3 bucket, `https://host/name`; empty: the folder.",
    )
    media_region: str = Field(
        "us-east-1",
        pattern=r"^[a-z0-9-]{1,40}$",
        description="Region of the bucket, where its server has any.",
    )
    media_key_id: str = Field("", description="Name of the key to the bucket.")
    media_secret: str = Field("", repr=False, description="The key to the bucket.")
    media_secret_file: Path | None = Field(
        None, description="File that holds the key to the bucket."
    )
    media_accel: str = Field(
        "",
        pattern=r"^(/[a-z0-9-]+/)?$",
        description="Internal location of nginx that reads the media folder, "
        "such as `/kept/`; files are then sent by nginx.",
    )
    media_host: str = Field(
        "",
        description="Address of a host of its own for files that readers have, such as "
        "`https://files.a.org`; empty: they are the site's.",
    )
    media_scanner: str = Field(
        "",
        description="Where clamd listens, `host:port` or a socket's path; what is "
        "uploaded is refused while it does not answer.",
    )

    commons_url: str = Field(
        "https://commons.wikimedia.org/w/api.php",
        description="Address of the Action API of Wikimedia Commons, or of a wiki like "
        "it, that files are copied from; empty: none are.",
    )

    @field_validator("commons_url")
    @classmethod
    def _commons_address(cls, value: str) -> str:
        return server_address(value)

    @field_validator("media_url")
    @classmethod
    def _bucket_address(cls, value: str) -> str:
        if not value:
            return value
        address = server_address(value)
        if not split_address(address).path.strip("/"):
            raise ValueError("must end with the name of a bucket")
        return address

    @field_validator("media_host")
    @classmethod
    def _origin_of_files(cls, value: str) -> str:
        # It stands in policies, where these would begin something else.
        if set(value) & set(" ;,'\"*"):
            raise ValueError("must be an http or https address such as https://a.org")
        return web_origin(value).lower() if value else value

    @field_validator("media_secret_file")
    @classmethod
    def _holds_the_secret(cls, value: Path | None) -> Path | None:
        if value is not None:
            word_in(value)
        return value

    @field_validator("media_scanner")
    @classmethod
    def _scanner_address(cls, value: str) -> str:
        host, colon, port = value.rpartition(":")
        is_place = bool(host) and bool(colon) and port.isascii() and port.isdigit()
        if value and not value.startswith("/") and not is_place:
            raise ValueError("must be host:port or the path of a socket")
        return value

    @model_validator(mode="after")
    def _whole_bucket(self) -> Self:
        if self.media_secret and self.media_secret_file:
            raise ValueError(f"{PREFIX}MEDIA_SECRET: give it or its file, not both")
        has_secret = bool(self.media_secret or self.media_secret_file)
        if len({bool(self.media_url), bool(self.media_key_id), has_secret}) > 1:
            raise ValueError(
                f"{PREFIX}MEDIA_URL, {PREFIX}MEDIA_KEY_ID and {PREFIX}MEDIA_SECRET "
                "go together: set all or none"
            )
        if self.media_accel and self.media_url:
            raise ValueError(f"{PREFIX}MEDIA_ACCEL is for a folder, not for a bucket")
        return self

    @property
    def media_place(self) -> tuple[str, str]:
        """The address of the bucket's server, and the bucket's name."""
        endpoint, _, bucket = self.media_url.rpartition("/")
        return endpoint, bucket

    @property
    def media_host_name(self) -> str:
        """The host of readers' files as AllowedHosts compares names; empty without."""
        host = split_address(self.media_host).hostname or ""
        return f"[{host}]" if ":" in host else host

    @property
    def media_origin(self) -> str:
        """Where pages send and fetch files besides here; empty with a folder."""
        parts = split_address(self.media_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def media_key_secret(self) -> str:
        """The key to the bucket, wherever it is kept."""
        return self.media_secret or word_in(self.media_secret_file)
