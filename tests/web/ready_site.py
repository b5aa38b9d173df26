"""A site of a few pages, which are kept ready or not."""

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app.web.page_cache import PageCache, PageStore, public_page
from app.web.wiring import add_web
from tests.conventions.sources import ROOT
from tests.databases import HOST, make_settings

WORDS = "<p>" + "word " * 400
BUDGET = 1_000_000


class Site:
    """A site of a few pages that counts how often each was made."""

    def __init__(self, *, budget: int = BUDGET) -> None:
        self.made: dict[str, int] = {}
        self.store = PageStore()
        self.app = FastAPI()
        self.during: Callable[[], object] = str
        self._add_pages()
        settings = make_settings("sqlite:///unused.db", ROOT)
        settings = settings.model_copy(
            update={"allowed_hosts": (HOST, "other.example")}
        )
        add_web(
            self.app,
            settings,
            caches=[Middleware(PageCache, budget=budget, store=self.store)],
        )
        self.client = TestClient(
            self.app, base_url=f"http://{HOST}", follow_redirects=False
        )

    def _add_pages(self) -> None:
        def made(request: Request) -> int:
            path = request.url.path
            self.made[path] = self.made.get(path, 0) + 1
            self.during()
            return self.made[path]

        @self.app.get("/{lang}/public/{name}", name="public.show")
        def public(request: Request, lang: str, name: str) -> Response:
            public_page(request)
            saver = request.headers.get("save-data", "")
            page = request.query_params.get("page", "1")
            host = request.headers["host"]
            words = f"{made(request)} {lang} {name} {saver} {page} {host}"
            return HTMLResponse(f"<h1>{words}</h1>{WORDS}")

        @self.app.get("/{lang}/private", name="private.show")
        def private(request: Request) -> Response:
            return HTMLResponse(f"{made(request)}{WORDS}")

        @self.app.get("/{lang}/cookie", name="cookie.show")
        def cookie(request: Request) -> Response:
            public_page(request)
            answer = HTMLResponse(f"{made(request)}{WORDS}")
            answer.set_cookie("seen", "1")
            return answer

        @self.app.get("/{lang}/missing", name="missing.show")
        def missing(request: Request) -> Response:
            public_page(request)
            return HTMLResponse(f"{made(request)}{WORDS}", 404)

    def get(self, path: str, **headers: str) -> str:
        """Return a page's words, asked for with these headers and no others."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.get(path, headers=named)
        assert answer.status_code in {200, 404}
        self.client.cookies.clear()
        return answer.text.partition("</h1>")[0]
