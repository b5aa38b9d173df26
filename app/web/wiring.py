"""Installs the toolkit on an app: middleware in order, errors, static files."""

from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI
from starlette.middleware import Middleware

from app.platform.settings import Settings
from app.web.access_log import AccessLog
from app.web.api_door import ApiDoor
from app.web.body_limit import BodyLimit
from app.web.compression import Compression
from app.web.csrf import CrossSiteProtection
from app.web.errors import UnexpectedErrors, add_error_handlers
from app.web.frames import NobodyInFrames
from app.web.head_requests import HeadRequests
from app.web.headers import SecurityHeaders, content_security_policy
from app.web.hosts import AllowedHosts, HostOfFiles
from app.web.locale import InterfaceLocale
from app.web.logs import configure_logging
from app.web.paths import Paths
from app.web.static_files import STATIC_PREFIX, static_files
from app.web.templates import PublicSettings, build_environment
from app.web.unsaved import add_unsaved_answer


def add_web(
    app: FastAPI,
    settings: Settings,
    *,
    caches: Sequence[Middleware] = (),
    sessions: Middleware | None = None,
) -> None:
    """Set up an app: caches are outermost, `sessions` just before the locale."""
    configure_logging(settings.log_level)
    app.state.settings = settings
    app.state.settings_public = public_settings(settings)
    app.state.framed_policy = _policies(settings)
    app.state.paths = Paths(app)
    app.state.templates = build_environment(
        app.state.paths, auto_reload=settings.environment == "development"
    )
    app.mount(STATIC_PREFIX.rstrip("/"), static_files(), name="static")
    add_error_handlers(app)
    add_unsaved_answer(app)
    for middleware in reversed(_layers(settings, caches, sessions)):
        app.add_middleware(middleware.cls, *middleware.args, **middleware.kwargs)


def public_settings(settings: Settings) -> PublicSettings:
    """Return what pages may know about this installation."""
    return PublicSettings(
        public_url=settings.public_url,
        local_accounts=settings.local_accounts,
        wikimedia_sign_in=bool(settings.oauth_issuer),
        demo=settings.demo,
        source_url=settings.source_url,
        keeps_offline=settings.keep_offline,
    )


def _policies(settings: Settings) -> "partial[str]":
    """Return what writes policies, with the other hosts that our pages may use."""
    return partial(
        content_security_policy,
        bucket=[settings.media_origin] if settings.media_origin else [],
        files=[settings.media_host] if settings.media_host else [],
    )


def _layers(
    settings: Settings, caches: Sequence[Middleware], sessions: Middleware | None
) -> list[Middleware]:
    """Return the middleware, outermost first."""
    form_targets = [settings.oauth_issuer] if settings.oauth_issuer else []
    policies = _policies(settings)
    policy, framed = policies(form_targets=form_targets), policies(ancestors="*")
    hosts = (*settings.allowed_hosts, settings.media_host_name)
    layers = [
        Middleware(NobodyInFrames),
        *caches,
        Middleware(AccessLog),
        Middleware(AllowedHosts, allowed=[host for host in hosts if host]),
        Middleware(HeadRequests),
        Middleware(
            SecurityHeaders, policy=policy, framed=framed, secure=settings.is_secure
        ),
        _host_of_files(settings),
        Middleware(Compression),
        sessions,
        Middleware(InterfaceLocale, pseudo=settings.pseudo_locales),
        Middleware(ApiDoor, per_minute=settings.api_per_minute),
        Middleware(UnexpectedErrors),
        Middleware(CrossSiteProtection, public_url=settings.public_url),
        Middleware(BodyLimit),
    ]
    return [layer for layer in layers if layer is not None]


def _host_of_files(settings: Settings) -> Middleware | None:
    if not settings.media_host:
        return None
    return Middleware(
        HostOfFiles, origin=settings.media_host, name=settings.media_host_name
    )
