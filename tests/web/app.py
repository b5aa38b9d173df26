"""A small app on the real toolkit: the explaining pages and routes that go wrong."""

from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import Field

from app.home.addresses import styleguide
from app.home.routes import router as home
from app.platform.db import Database
from app.platform.errors import Conflict, Forbidden, NotFound, TooManyRequests
from app.platform.settings import Settings
from app.web.dependencies import ContentLanguage
from app.web.forms import Form, SentForm, bind
from app.web.templates import render
from app.web.wiring import add_web
from tests.web.trial import router as trial

TROUBLE = {
    "403": Forbidden("No."),
    "404": NotFound("No %(what)s.", what="<b>"),
    "conflict": Conflict("Both are here."),
    "often": TooManyRequests("Wait.", retry_after=30),
    "bug": RuntimeError("what a reader wrote"),
}


class NameForm(Form):
    """Two fields, one of them needed."""

    name: Annotated[str, Field(min_length=3, max_length=10)]
    languages: list[str] = Field(default_factory=list)
    age: int = 7


def build_app(**overrides: object) -> FastAPI:
    """Return an app with test settings; `testserver` is the test client's host."""
    values = {"environment": "test", "allowed_hosts": ("testserver",), **overrides}
    app = FastAPI()
    # Empty, and never asked: the explaining pages only open a session.
    app.state.database = Database("sqlite:///never-opened.db")
    app.include_router(home)
    app.router.routes.append(styleguide)
    app.include_router(trial)
    _add_trouble(app)
    add_web(app, Settings.model_validate(values))
    return app


def _add_trouble(app: FastAPI) -> None:
    @app.get("/{lang}/trouble/{kind}", name="trouble.show")
    def trouble(lang: str, kind: str) -> Response:
        raise TROUBLE[kind]

    @app.get("/{lang}/number/{number}", name="number.show")
    def number(lang: ContentLanguage, number: int) -> Response:
        return PlainTextResponse(str(number))

    @app.post("/{lang}/name", name="name.keep")
    def keep_name(lang: ContentLanguage, data: SentForm) -> Response:
        bound = bind(NameForm, data)
        if bound.value is None:
            text = " ".join(f"{name}:{text}" for name, text in bound.errors.items())
            return PlainTextResponse(f"{text} kept={bound.first('name')}", 422)
        return PlainTextResponse(f"{bound.value.name} {bound.value.languages}")

    @app.get("/{lang}/raw", name="raw.show")
    def raw(lang: ContentLanguage, request: Request, text: str = "") -> Response:
        words = {"title": text, "message": text, "status": 404}
        context = {**words, "request_id": "", "successor": ""}
        return render(request, "errors/page.html", context)
