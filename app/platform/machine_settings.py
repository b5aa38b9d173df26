"""The settings of machine suggestions: a LibreTranslate server, and the key to it."""

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings

from app.platform.search_settings import PREFIX, server_address, word_in


class MachineSettings(BaseSettings):
    """Which machine suggests translations. Without an address there is none."""

    machine_url: str = Field(
        "",
        description="Address of a LibreTranslate server that suggests translations; "
        "empty: no machine.",
    )
    machine_key: str = Field("", repr=False, description="Its key, if it wants one.")
    machine_key_file: Path | None = Field(
        None, description="File that holds that key, instead."
    )

    @field_validator("machine_url")
    @classmethod
    def _machine_address(cls, value: str) -> str:
        return server_address(value)

    @field_validator("machine_key_file")
    @classmethod
    def _holds_the_key(cls, value: Path | None) -> Path | None:
        if value is not None:
            word_in(value)
        return value

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if self.machine_key and self.machine_key_file:
            raise ValueError(f"{PREFIX}MACHINE_KEY: give it or its file, not both")
        if (self.machine_key or self.machine_key_file) and not self.machine_url:
            raise ValueError(f"{PREFIX}MACHINE_URL: its key says nothing without it")
        return self

    @property
    def key_to_machine(self) -> str:
        """The key, wherever it is kept; empty when none is needed."""
        return self.machine_key or word_in(self.machine_key_file)
