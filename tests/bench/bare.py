"""A Starlette application that answers every address with the bytes of one file.

The yardstick: what this machine can do when nothing is looked up or rendered.
"""

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

BODY = Path(os.environ["BARE_BODY"]).read_bytes()
HEADERS = {"content-encoding": os.environ["BARE_ENCODING"]}


async def answer(request: Request) -> Response:
    """Return the same bytes, whatever was asked."""
    return Response(BODY, media_type="text/html", headers=HEADERS)


app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
