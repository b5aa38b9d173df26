"""The starter content that nobody changes, and packs of it taken along."""

from tests.embed.conftest import site as client  # noqa: F401 - a fixture, by another name
