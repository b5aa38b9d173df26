"""No module is too much for a small phone."""

import gzip

import pytest
from starlette.testclient import TestClient

from tests.reading.answer_key import keyed_modules, pack_slugs
from tests.reading.html_page import read_page

MAX_NODES = 1_200
MAX_BYTES = 14 * 1024


@pytest.mark.slow
@pytest.mark.parametrize("slug", pack_slugs())
def test_every_module_stays_small(reader: TestClient, slug: str) -> None:
    for module in keyed_modules(slug):
        for language in ("en", "ar"):
            text = reader.get(f"/{language}{module.path}").text
            assert sum(1 for _ in read_page(text)) <= MAX_NODES, module.path
            assert len(gzip.compress(text.encode(), 6)) <= MAX_BYTES, module.path
