"""The settings of search: a Meilisearch server, and the two keys to it."""

from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings

PREFIX = "PASSALONG_"
MAX_SECRET_CHARACTERS = 4096


def server_address(value: str) -> str:
    """Return the address of a server without a slash at its end; raise ValueError."""
    parts = split_address(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("must be an http or https address")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must not have a name, a query or a fragment")
    return value.rstrip("/")


def web_origin(value: str) -> str:
    """Return the origin of an address without a path; raise ValueError."""
    parts = split_address(value)
    is_web = parts.scheme in {"http", "https"}
    if not is_web or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be an http or https address such as https://a.org")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("must not have a path, query or fragment")
    return f"{parts.scheme}://{parts.netloc}"


class SearchSettings(BaseSettings):
    """Which engine searches. Without an address it is the one inside the program."""

    search_url: str = Field(
        "", description="Address of a Meilisearch server; empty: the embedded search."
    )
    search_file: Path = Field(
        Path("var/search.db"),
        description="File of the embedded search when the database is PostgreSQL.",
    )
    search_name: str = Field(
        "passalong",
        pattern=r"^[a-z0-9_]{1,60}$",
        description="Index on that server, so that several installations can share it.",
    )
    search_key: str = Field(
        "", repr=False, description="Key that may search, from `passalong search keys`."
    )
    search_key_file: Path | None = Field(
        None, description="File that holds the key that may search."
    )
    search_index_key: str = Field(
        "", repr=False, description="Key that may index, from the same command."
    )
    search_index_key_file: Path | None = Field(
        None, description="File that holds the key that may index."
    )

    @field_validator("search_url")
    @classmethod
    def _search_address(cls, value: str) -> str:
        return server_address(value)

    @field_validator("search_key", "search_index_key")
    @classmethod
    def _one_word(cls, value: str) -> str:
        if value and not (value.isascii() and value.isprintable() and " " not in value):
            raise ValueError("must be one word of letters, digits and signs")
        return value

    @field_validator("search_key_file", "search_index_key_file")
    @classmethod
    def _holds_a_key(cls, value: Path | None) -> Path | None:
        if value is not None:
            word_in(value)
        return value

    @model_validator(mode="after")
    def _whole_search(self) -> Self:
        ways = (
            ("SEARCH_KEY", self.search_key, self.search_key_file),
            ("SEARCH_INDEX_KEY", self.search_index_key, self.search_index_key_file),
        )
        for name, key, file in ways:
            if key and file:
                raise ValueError(f"{PREFIX}{name}: give it or its file, not both")
            if bool(key or file) != bool(self.search_url):
                raise ValueError(
                    f"{PREFIX}SEARCH_URL, {PREFIX}SEARCH_KEY and "
                    f"{PREFIX}SEARCH_INDEX_KEY go together: set all or none"
                )
        return self

    @property
    def key_to_search(self) -> str:
        """The key that may search, wherever it is kept."""
        return self.search_key or word_in(self.search_key_file)

    @property
    def key_to_index(self) -> str:
        """The key that may index, wherever it is kept."""
        return self.search_index_key or word_in(self.search_index_key_file)


def split_address(address: str) -> SplitResult:
    """Return the parts of an address; raise ValueError, which never quotes it."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (reading it checks it)
    except ValueError:
        # Its message may quote the address.
        raise ValueError("is not an address") from None
    return parts


def word_in(path: Path | None) -> str:
    """Return the one word in a file, as container platforms hand over secrets."""
    if path is None:
        return ""
    try:
        with path.open(encoding="ascii") as file:
            words = file.read(MAX_SECRET_CHARACTERS).split()
    except (OSError, UnicodeDecodeError):
        raise ValueError("the file cannot be read") from None
    if len(words) != 1:
        raise ValueError("the file must hold one word")
    return words[0]
