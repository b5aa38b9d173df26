"""The interface's catalogs hold every string, with the same placeholders."""

import pytest

from app.cli.translations import find_problems
from tests.conventions.sources import listed


@pytest.mark.slow
def test_catalogs_are_up_to_date_and_sound() -> None:
    problems = list(find_problems())

    assert not problems, (
        "run `python -m app translations update`, then translate:" + listed(problems)
    )
