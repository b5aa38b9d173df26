"""Pages travel packed; streams and small answers do not."""

import gzip
from collections.abc import AsyncIterator

import brotli
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from starlette.testclient import TestClient

from app.web.compression import Compression, pack

TEXT = "word " * 1000


@pytest.fixture
def client() -> TestClient:
    """An app whose answers are only packed."""
    app = FastAPI()
    app.add_middleware(Compression)

    @app.get("/text")
    def text() -> Response:
        return PlainTextResponse(TEXT)

    @app.get("/short")
    def short() -> Response:
        return PlainTextResponse("word")

    @app.get("/picture")
    def picture() -> Response:
        return Response(TEXT, media_type="image/webp")

    @app.get("/stream")
    def stream() -> Response:
        async def parts() -> AsyncIterator[str]:
            yield TEXT
            yield TEXT

        return StreamingResponse(parts(), media_type="text/plain")

    return TestClient(app)


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1, br;q=0", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("br;q=0, gzip;q=0", None),
        ("", None),
        ("b" * 5000, None),
    ],
)
def test_a_page_is_packed_as_the_client_likes(
    client: TestClient, accepts: str, encoding: str | None
) -> None:
    answer = client.get("/text", headers={"accept-encoding": accepts})

    assert answer.headers.get("content-encoding") == encoding
    assert answer.text == TEXT
    assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/short", "/picture", "/stream"])
def test_what_gains_nothing_is_left_alone(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept-encoding": "br"})

    assert "content-encoding" not in answer.headers


def test_both_encodings_unpack() -> None:
    assert brotli.decompress(pack(TEXT.encode(), "br")).decode() == TEXT
    assert gzip.decompress(pack(TEXT.encode(), "gzip")).decode() == TEXT
