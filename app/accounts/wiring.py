"""What `app.main` calls to give an app this room, routes aside."""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from app.accounts.access import add_sign_in_redirect
from app.accounts.arrivals import SignInHook
from app.accounts.identity import SignInRefused
from app.accounts.middleware import SignedInViewer
from app.accounts.providers import provider_from
from app.accounts.registration import sentence
from app.platform.settings import Settings
from app.web.errors import respond, wants_json
from app.web.templates import render


def add_accounts(app: FastAPI, settings: Settings) -> None:
    """Set up sign-in; raise SettingsError when its provider cannot be used."""
    app.state.sign_in_provider = provider_from(settings)
    hooks: list[SignInHook] = []
    app.state.on_sign_in = hooks
    add_sign_in_redirect(app)

    @app.exception_handler(SignInRefused)
    def sign_in_refused(request: Request, error: SignInRefused) -> Response:
        if wants_json(request):
            return respond(request, error.status, sentence(error))
        context = {"message": sentence(error)}
        return render(request, "accounts/refused.html", context, status=error.status)


def sessions_middleware(settings: Settings) -> Middleware:
    """Return the middleware that finds out who is signed in."""
    return Middleware(SignedInViewer, settings=settings)
